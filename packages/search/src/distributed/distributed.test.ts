import { costOf } from '@isoflop/blocks';
import { openStore, type ResultsStore, type Trial } from '@isoflop/results-store';
import { newSchema, PostgresServer } from '@isoflop/results-store/testing/postgres';
import { parseExperiment } from '@isoflop/search-space';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { EvaluationError, type Evaluator } from '../evaluators/evaluator.js';
import { type RunStudyOptions, runStudy } from '../run-study.js';
import { PgBossJobs } from './pg-boss-jobs.js';
import { RemoteTrials, type RemoteTrialsOptions } from './remote-trials.js';
import { runWorker, type WorkerOptions } from './run-worker.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.create();
}, 120_000);
afterAll(() => server.destroy());

const text = (changes: Record<string, string> = {}) => {
  const { search, more, baselines } = {
    search: 'trials: 10, sampler: tpe',
    more: 'training: { epochs: 2 }',
    baselines: '[depth]',
    ...changes,
  };
  return `name: study
dataset: textures
space: mbconv
budget: { macs: 2M }
search: { ${search}, seed: 7 }
baselines: ${baselines}
${more}
`;
};

const score = (macs: number) => Math.log10(macs) / 10;

/** A stand-in for training: quick, exact, and it stops when it is told to. */
const scored: Evaluator = async ({ cost }, { epochs, signal, onEpoch }) => {
  const height = (epoch: number) => score(cost.macs) * (1 - 0.5 ** epoch);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    onEpoch({ epoch, epochs, trainLoss: 1, validationLoss: 1, validationAccuracy: height(epoch), seconds: epoch });
    await new Promise((resolve) => setTimeout(resolve, 5));
    signal.throwIfAborted();
  }
  return { accuracy: height(epochs), loss: 1, seconds: 2, facts: {}, artifacts: [] };
};

/** One database, as a coordinator and workers on several machines see it. */
async function cluster() {
  const url = await newSchema(server.url);
  const open = async () => {
    const [store, jobs] = [await openStore(url), await PgBossJobs.open(url)];
    onTestFinished(async () => {
      await Promise.all([store.close(), jobs.close()]);
    });
    return { store, jobs };
  };
  const { store, jobs } = await open();
  const coordinate = (file: string, more: Partial<RunStudyOptions> = {}, remote: Partial<RemoteTrialsOptions> = {}) => {
    const experiment = parseExperiment(file, 'study.yaml');
    return runStudy({
      experiment,
      store,
      evaluate: new RemoteTrials({ experiment, store, jobs, ...remote }),
      data: { channels: 1, classes: 4 },
      resume: false,
      runner: { pid: process.pid, host: 'here' },
      signal: new AbortController().signal,
      onEvent: () => {},
      now: () => 0,
      ...more,
    });
  };
  /** Works until the test ends. */
  const work = async (name: string, more: Partial<WorkerOptions> = {}) => {
    const stop = new AbortController();
    const ended = runWorker({
      ...(await open()),
      name,
      concurrency: 1,
      openEvaluator: async () => ({ evaluate: scored }),
      signal: stop.signal,
      onEvent: () => {},
      ...more,
    });
    onTestFinished(async () => {
      stop.abort();
      await ended.catch(() => {});
    });
    return { stop, ended };
  };
  return { store, coordinate, work };
}

/** The workers that started trials, by the history. */
async function workersOf(store: ResultsStore): Promise<string[]> {
  const started = (await store.events({ study: 'study' })).filter(({ kind }) => kind === 'trial-started');
  return started.map(({ data }) => String(data.worker));
}

async function expectWhole(store: ResultsStore, trials: readonly Trial[]): Promise<void> {
  const ends = (await store.events({ study: 'study' })).filter(({ kind }) => /^trial-(complete|pruned|failed)$/.test(kind));
  expect(ends.map(({ trial }) => trial).sort((a, b) => a! - b!)).toEqual(trials.map(({ number }) => number));
  expect(await store.check()).toEqual([]);
}

describe('a study on PostgreSQL with workers', () => {
  it('trains as many candidates as planned at equal budget, none twice, on all of its workers', async () => {
    const { store, coordinate, work } = await cluster();
    // None ends its first trial before all have one.
    let met = () => {};
    const all = new Promise<void>((resolve) => {
      met = resolve;
    });
    let calls = 0;
    const evaluate: Evaluator = async (subject, context) => {
      if (++calls === 4) met();
      await all;
      return scored(subject, context);
    };
    for (const name of ['one', 'two', 'three', 'four']) await work(name, { openEvaluator: async () => ({ evaluate }) });
    const result = await coordinate(text());
    const trials = await store.trials('study');
    expect(result.trials).toMatchObject({ complete: 10, queued: 0, running: 0 });
    expect(trials).toHaveLength(11);
    expect(new Set(trials.slice(0, 10).map((trial) => trial.architectureHash)).size).toBeGreaterThanOrEqual(9);
    for (const { cost, accuracy, architectureHash } of trials) {
      expect(cost.macs).toBeLessThanOrEqual(2_000_000);
      expect(costOf((await store.architecture(architectureHash))!).macs).toBe(cost.macs);
      expect(accuracy).toBeCloseTo(score(cost.macs) * 0.75, 10);
    }
    expect(new Set(await workersOf(store))).toEqual(new Set(['one', 'two', 'three', 'four']));
    expect((await store.study('study')).state).toBe('complete');
    await expectWhole(store, trials);
  });

  it('records a candidate that fails at a worker, with its reason, and goes on', async () => {
    const { store, coordinate, work } = await cluster();
    let calls = 0;
    const evaluate: Evaluator = async (subject, context) => {
      if (++calls === 3) throw new EvaluationError('diverged: loss is NaN at epoch 1', 'last words');
      return scored(subject, context);
    };
    await work('one', { openEvaluator: async () => ({ evaluate }) });
    const result = await coordinate(text());
    expect(result.trials.failed + result.trials.complete).toBe(10);
    const [failed] = await store.trials('study', { states: ['failed'] });
    expect(failed).toMatchObject({ reason: 'diverged: loss is NaN at epoch 1', logTail: 'last words' });
  });

  it('stops weak candidates at rungs', async () => {
    const { store, coordinate, work } = await cluster();
    await work('one', { concurrency: 2 });
    await work('two', { concurrency: 2 });
    const result = await coordinate(
      text({ search: 'trials: 24, sampler: random, fidelity: { method: asha, epochs: [1, 3, 9] }', baselines: '[]', more: '' }),
    );
    expect(result.trials.complete + result.trials.pruned).toBe(24);
    expect(result.trials.pruned).toBeGreaterThan(5);
    const trials = await store.trials('study');
    for (const pruned of trials.filter(({ state }) => state === 'pruned')) {
      expect(pruned.reason).toMatch(/^asha: not among the best 1\/3 of those that reached epoch [13]$/);
    }
    await expectWhole(store, trials);
  });

  it('does not suggest ahead of its workers', async () => {
    const { store, coordinate, work } = await cluster();
    const stop = new AbortController();
    const running = coordinate(text(), { signal: stop.signal });
    await expect.poll(async () => (await store.trials('study').catch(() => [])).length, { timeout: 20_000 }).toBe(2);
    await work('one');
    await expect.poll(async () => (await store.trials('study', { states: ['complete'] })).length, { timeout: 20_000 }).toBeGreaterThan(3);
    expect((await store.trials('study', { states: ['queued'] })).length).toBeLessThanOrEqual(2);
    stop.abort();
    expect((await running).interrupted).toBe(true);
  });
});
