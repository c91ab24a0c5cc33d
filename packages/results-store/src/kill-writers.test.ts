import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { killWriters } from './testing/kill-writers.js';
import { newSchema } from './testing/postgres-schema.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const folder = temporaryFolder();
const UNHARMED = { lost: 0, twice: 0, halfWritten: 0, problems: [] };

it('writers on one SQLite file, killed at random moments, lose and double nothing', async () => {
  const report = await killWriters({ url: join(folder, 'killed.db'), kills: 6, writers: 2, seed: 1 });
  expect(report).toMatchObject(UNHARMED);
  expect(report.finished).toBeGreaterThanOrEqual(report.reported);
}, 180_000);

it('writers on one PostgreSQL, killed at random moments, lose and double nothing', async () => {
  const report = await killWriters({ url: await newSchema(inject('postgresUrl')), kills: 4, writers: 2, seed: 2 });
  expect(report).toMatchObject(UNHARMED);
}, 180_000);
