import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@isoflop/results-store';
import { PostgresServer } from '@isoflop/results-store/testing/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../server.js';
import { HttpClient } from '../testing/http-client.js';
import { SseClient } from '../testing/sse-client.js';

let postgres: PostgresServer;
let folder: string;

beforeAll(async () => {
  postgres = await PostgresServer.create();
  folder = mkdtempSync(join(tmpdir(), 'isoflop-launch-'));
  mkdirSync(join(folder, 'files'));
  writeFileSync(join(folder, 'files', 'formula.mjs'), 'export default ({ cost }) => ({ accuracy: 1 - 100 / Math.sqrt(cost.macs) });');
});

afterAll(async () => {
  await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const EXPERIMENT = `
name: shared
dataset: formula
space: { preset: efficientnet-scaling, resolution: [32, 40, 48], width: [0.5, 0.75, 1], depth: [0.5, 1] }
budget: { macs: 40M }
search: { sampler: random, trials: 8, seed: 1 }
evaluator: { kind: module, file: formula.mjs, classes: 10 }
runtime: { workers: 2 }
`;

it('a search that is started from the page on a PostgreSQL store is its own worker, and is followed to its end', async () => {
  const store = await openStore(postgres.url);
  const options = { artifacts: join(folder, 'artifacts'), files: join(folder, 'files') };
  const server = await createServer({ store, storeUrl: postgres.url, ...options });
  const http = new HttpClient(server.url);
  await http.post('studies', { text: EXPERIMENT });
  const stream = await SseClient.open(`${server.url}/api/studies/shared/stream?after=0`);
  await stream.until((events) => events.some(({ data }) => data.study?.state === 'complete'));
  stream.close();
  const { trials, total } = await http.get('studies/shared/trials?orderBy=accuracy&direction=descending');
  expect([total, trials[0].number]).toEqual([8, (await store.summary('shared')).best!.number]);
  const front = (await store.front('shared')).map(({ number }) => number);
  expect((await http.get('studies/shared/front')).front.map(({ number }: { number: number }) => number)).toEqual(front);
  await server.close();
  await store.close();
});
