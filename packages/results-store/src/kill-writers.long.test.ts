import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killWriters } from './testing/kill-writers.js';
import { PostgresServer } from './testing/postgres-server.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const folder = temporaryFolder();

// `npm run chaos`: 200 moments, and what was lost by them is printed.
it('200 kills of two writers on one SQLite file lose and double nothing', async () => {
  const report = await killWriters({ url: join(folder, 'killed.db'), kills: 200, writers: 2, seed: 3 });
  process.stdout.write(`SQLite: ${JSON.stringify(report)}\n`);
  expect(report).toMatchObject({ kills: 200, lost: 0, twice: 0, halfWritten: 0, problems: [] });
}, 1_800_000);

it('200 kills of two writers on one PostgreSQL lose and double nothing', async () => {
  const server = await PostgresServer.create();
  const report = await killWriters({ url: server.url, kills: 200, writers: 2, seed: 4 }).finally(() => server.destroy());
  process.stdout.write(`PostgreSQL: ${JSON.stringify(report)}\n`);
  expect(report).toMatchObject({ kills: 200, lost: 0, twice: 0, halfWritten: 0, problems: [] });
}, 1_800_000);
