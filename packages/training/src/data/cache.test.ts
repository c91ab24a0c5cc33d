import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cacheFolder, writeFileAtomic } from './cache.js';

it('takes ISOFLOP_CACHE before XDG_CACHE_HOME before the home folder, and empty variables as absent', () => {
  expect(cacheFolder({ ISOFLOP_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
  expect(cacheFolder({ ISOFLOP_CACHE: '', XDG_CACHE_HOME: '/b' })).toBe('/b/isoflop');
  expect(cacheFolder({ XDG_CACHE_HOME: '' })).toBe(join(homedir(), '.cache', 'isoflop'));
});

it('makes the folder, joins pieces, and replaces a file whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'isoflop-cache-'));
  const file = join(folder, 'deep', 'file');
  await writeFileAtomic(file, Uint8Array.of(1, 2));
  await writeFileAtomic(file, [Uint8Array.of(3), Uint8Array.of(4, 5)]);
  expect(Array.from(await readFile(file))).toEqual([3, 4, 5]);
  expect(await readdir(join(folder, 'deep'))).toEqual(['file']);
  await rm(folder, { recursive: true });
});
