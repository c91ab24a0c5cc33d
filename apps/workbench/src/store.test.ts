import { expect, it } from 'vitest';
import { artifactsFolder } from './store.js';

it('files of trials are beside an SQLite file', () => {
  expect(artifactsFolder('studies/a.db')).toBe('studies/artifacts');
  expect(artifactsFolder('sqlite:studies/a.db')).toBe('studies/artifacts');
});

it('files of trials of a PostgreSQL database have a folder that its password does not change and another database does not share', () => {
  const folder = artifactsFolder('postgres://me@host:5432/nas');
  expect(folder).toMatch(/^\.isoflop\/artifacts-[0-9a-f]{12}$/);
  expect(artifactsFolder('postgres://me:secret@host:5432/nas')).toBe(folder);
  expect(artifactsFolder('postgres://me@host:5432/nas?password=secret')).toBe(folder);
  expect(artifactsFolder('postgres://me@host:5432/other')).not.toBe(folder);
});

it('files of trials are where they were asked for', () => {
  expect(artifactsFolder('postgres://me@host/nas', '/shared/files')).toBe('/shared/files');
});
