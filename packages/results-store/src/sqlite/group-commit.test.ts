import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TrialStateError } from '../errors.js';
import { SqlStore } from '../sql/sql-store.js';
import { newTrial } from '../testing/records.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { SqliteDatabase } from './sqlite-database.js';

const folder = temporaryFolder();

it('writes asked for at once are done in their order, and the failure of one is its own', async () => {
  const store = new SqlStore(await SqliteDatabase.open(join(folder, 'group.db')));
  await store.createStudy({ name: 'a', spec: null });
  const trials = await Promise.all(Array.from({ length: 200 }, (_, seed) => store.createTrial('a', newTrial({ seed }))));
  expect(trials.map(({ number, seed }) => [number, seed])).toEqual(Array.from({ length: 200 }, (_, index) => [index + 1, index]));
  const started = await Promise.allSettled([1, 1, 2, 2, 3].map((number) => store.startTrial(trials[number - 1]!.id)));
  expect(started.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(started[1]).toMatchObject({ reason: expect.any(TrialStateError) });
  const kinds = (await store.events({ study: 'a' })).filter(({ kind }) => kind === 'trial-started').map(({ trial }) => trial);
  expect(kinds).toEqual([1, 2, 3]);
  await store.close();
});
