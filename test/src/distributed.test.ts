import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type ResultsStore } from '@isoflop/results-store';
import { newSchema, PostgresServer } from '@isoflop/results-store/testing/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isoflop, start } from './isoflop.js';

let server: PostgresServer;
let folder: string;
let url: string;
beforeAll(async () => {
  server = await PostgresServer.create();
}, 120_000);
afterAll(() => server.destroy());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-distributed-'));
  url = await newSchema(server.url);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const TRIALS = 24;
const BUDGET = 60_000_000;

const TABULAR = `name: macro
dataset: cifar-10
space: nas-bench-macro
budget: { macs: ${BUDGET} }
search: { sampler: tpe, trials: ${TRIALS}, seed: 3 }
evaluator: { kind: table, file: table.json, channels: 3, classes: 10 }
runtime: { workers: 2 }
`;

/** All 6,561 networks of NAS-Bench-Macro with made-up accuracies: the more layers, the better. */
async function writeTabularSearch(): Promise<string> {
  const names = Array.from({ length: 3 ** 8 }, (_, index) => index.toString(3).padStart(8, '0'));
  const table = names.map((name) => [name, { mean_acc: 60 + 2 * [...name].reduce((sum, digit) => sum + Number(digit), 0) }]);
  await writeFile(join(folder, 'table.json'), JSON.stringify(Object.fromEntries(table)));
  await writeFile(join(folder, 'macro.yaml'), TABULAR);
  return 'macro.yaml';
}

async function withStudies<Result>(at: string, use: (store: ResultsStore) => Promise<Result>): Promise<Result> {
  const store = await openStore(at, { create: false });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Every trial ended once, with the accuracy of its network, inside the budget. */
async function expectWhole(at: string): Promise<void> {
  await withStudies(at, async (store) => {
    const trials = await store.trials('macro');
    expect(trials.map(({ state }) => state)).toEqual(Array.from({ length: TRIALS }, () => 'complete'));
    expect(new Set(trials.map(({ params }) => JSON.stringify(params))).size).toBe(TRIALS);
    for (const { cost, facts, accuracy } of trials) {
      expect(cost.macs).toBeLessThanOrEqual(BUDGET);
      const digits = [...String(facts?.key)].reduce((sum, digit) => sum + Number(digit), 0);
      expect(accuracy).toBeCloseTo((60 + 2 * digits) / 100, 12);
    }
    const ends = (await store.events({ study: 'macro' })).filter(({ kind }) => kind === 'trial-complete').map(({ trial }) => trial);
    expect(ends.sort((a, b) => a! - b!)).toEqual(trials.map(({ number }) => number));
    expect(await store.check()).toEqual([]);
  });
}

describe('one experiment file', () => {
  it('runs unchanged on SQLite with 2 workers and on PostgreSQL with 4 worker processes', async () => {
    const file = await writeTabularSearch();
    const local = await isoflop(folder, 'search', file, '--json');
    expect([local.code, JSON.parse(local.stdout).trials]).toMatchObject([0, { complete: TRIALS, failed: 0 }]);
    await expectWhole(join(folder, '.isoflop/isoflop.db'));

    const search = start(folder, 'search', file, '--store', url, '--json');
    const workers = Array.from({ length: 4 }, () => start(folder, 'worker', '--store', url, '--idle', '0.2', '--json'));
    const { code, stdout } = await search.finished;
    expect([code, JSON.parse(stdout).trials]).toMatchObject([0, { complete: TRIALS, failed: 0 }]);
    const finished = await Promise.all(workers.map(async (worker) => JSON.parse((await worker.finished).stdout).finished));
    expect(finished.reduce((sum, count) => sum + count)).toBe(TRIALS);
    await expectWhole(url);
  }, 180_000);
});

/** One candidate whose epochs take long enough to be hit. */
const TRAINING = `name: tiny
dataset: textures
space: { preset: mbconv, resolution: [12], width: [1], depth: { perStage: [1, 2] }, stages: [{ channels: 16, stride: 1 }, { channels: 16 }], head: { channels: 32 } }
budget: { macs: 2M }
search: { sampler: random, trials: 1 }
training: { epochs: 4, trainImages: 1500, validationImages: 64 }
runtime: { backend: wasm }
`;

describe('a trial whose worker is killed', () => {
  it('goes on from its checkpoint with another worker, where both share a folder', async () => {
    await writeFile(join(folder, 'tiny.yaml'), TRAINING);
    const alone = await isoflop(folder, 'search', 'tiny.yaml', '--json');
    const artifacts = join(folder, 'shared');
    const search = start(folder, 'search', 'tiny.yaml', '--store', url, '--worker-timeout', '5', '--json');
    const first = start(folder, 'worker', '--store', url, '--artifacts', artifacts);
    await search.line(/epoch 2\/4/);
    first.process.kill('SIGKILL');
    const second = start(folder, 'worker', '--store', url, '--artifacts', artifacts, '--idle', '0.2');
    const { code, stdout } = await search.finished;
    await second.finished;

    expect(code).toBe(0);
    expect(JSON.parse(stdout).best.accuracy).toBe(JSON.parse(alone.stdout).best.accuracy);
    const log = await readFile(join(artifacts, 'tiny', 'trial-1', 'log.txt'), 'utf8');
    const trained = log.split('\n').filter((line) => /epoch \d\//.test(line) && !line.includes('checkpoint'));
    expect(trained.map((line) => /epoch (\d)/.exec(line)?.[1])).toEqual(['1', '2', '3', '4']);
    expect(log).toMatch(/epoch 1\/4.*\(from the checkpoint\)/);
  });
});
