import { costOf } from '@isoflop/blocks';
import { newSchema, PostgresServer } from '@isoflop/results-store/testing/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EvaluationError, type Evaluator } from '../evaluators/evaluator.js';
import { clusterText, deferred, expectWhole, newCluster, score, scored, workersOf } from '../testing/cluster.js';
import { PgBossJobs } from './pg-boss-jobs.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.create();
}, 120_000);
afterAll(() => server.destroy());

describe('a study on PostgreSQL with workers', { timeout: 180_000 }, () => {
  it('trains as many candidates as planned at equal budget, none twice, on all of its workers', async () => {
    const { store, coordinate, work } = await newCluster(server.url);
    // None ends its first trial before all have one.
    const all = deferred();
    let calls = 0;
    const evaluate: Evaluator = async (subject, context) => {
      if (++calls === 4) all.resolve();
      await all.promise;
      return scored(subject, context);
    };
    for (const name of ['one', 'two', 'three', 'four']) await work(name, { openEvaluator: async () => ({ evaluate }) });
    const result = await coordinate(clusterText());
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
    const { store, coordinate, work } = await newCluster(server.url);
    let calls = 0;
    const evaluate: Evaluator = async (subject, context) => {
      if (++calls === 3) throw new EvaluationError('diverged: loss is NaN at epoch 1', 'last words');
      return scored(subject, context);
    };
    await work('one', { openEvaluator: async () => ({ evaluate }) });
    const result = await coordinate(clusterText());
    expect(result.trials.failed + result.trials.complete).toBe(10);
    const [failed] = await store.trials('study', { states: ['failed'] });
    expect(failed).toMatchObject({ reason: 'diverged: loss is NaN at epoch 1', logTail: 'last words' });
  });

  it('stops weak candidates at rungs', async () => {
    const { store, coordinate, work } = await newCluster(server.url);
    await work('one', { concurrency: 2 });
    await work('two', { concurrency: 2 });
    const result = await coordinate(
      clusterText({ search: 'trials: 24, sampler: random, fidelity: { method: asha, epochs: [1, 3, 9] }', baselines: '[]', more: '' }),
    );
    expect(result.trials.complete + result.trials.pruned).toBe(24);
    expect(result.trials.pruned).toBeGreaterThan(5);
    const trials = await store.trials('study');
    for (const pruned of trials.filter(({ state }) => state === 'pruned')) {
      expect(pruned.reason).toMatch(/^asha: not among the best 1\/3 of those that reached epoch [13]$/);
    }
    for (const { worker, plannedEpochs, facts } of trials) {
      expect(plannedEpochs).toBe(9);
      if (facts?.sameAsTrial === undefined) expect(['one/1', 'one/2', 'two/1', 'two/2']).toContain(worker);
    }
    await expectWhole(store, trials);
  });

  it('does not suggest ahead of its workers', async () => {
    const { store, coordinate, work } = await newCluster(server.url);
    const stop = new AbortController();
    const running = coordinate(clusterText(), { signal: stop.signal });
    await expect.poll(async () => (await store.trials('study').catch(() => [])).length, { timeout: 20_000 }).toBe(2);
    await work('one');
    await expect.poll(async () => (await store.trials('study', { states: ['complete'] })).length, { timeout: 20_000 }).toBeGreaterThan(3);
    expect((await store.trials('study', { states: ['queued'] })).length).toBeLessThanOrEqual(2);
    stop.abort();
    expect((await running).interrupted).toBe(true);
  });

  it('can be joined by many at once when there are no tables yet', async () => {
    const url = await newSchema(server.url);
    const jobs = await Promise.all(Array.from({ length: 6 }, () => PgBossJobs.open(url)));
    await jobs[0]!.send({ study: 'study', trialId: 1, silenceSeconds: 60 });
    await jobs[1]!.send({ study: 'study', trialId: 1, silenceSeconds: 60 });
    await expect.poll(() => jobs[2]!.take()).toMatchObject({ trialId: 1 });
    expect(await jobs[3]!.take()).toBeUndefined();
    await Promise.all(jobs.map((each) => each.close()));
  });
});
