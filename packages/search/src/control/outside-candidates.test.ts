import { zoo } from '@isoflop/blocks';
import { openStore, type ResultsStore } from '@isoflop/results-store';
import { openSpace, parseExperiment } from '@isoflop/search-space';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EvaluationError, type Evaluator } from '../evaluators/evaluator.js';
import { DATA, experimentText, heldEvaluator, run, scored } from '../testing/small-study.js';
import { enqueueCandidate } from './enqueue-candidate.js';
import { forkStudy } from './fork-study.js';
import { rerunTrials } from './rerun-trials.js';

let store: ResultsStore;
beforeEach(async () => {
  store = await openStore('memory:');
});

const space = openSpace(parseExperiment(experimentText(), 'study.yaml').space);
const enqueue = (candidate: Parameters<typeof enqueueCandidate>[3]) => enqueueCandidate(store, 'study', DATA, candidate);
const states = async (study = 'study') => (await store.trials(study)).map(({ state }) => state);
const records = async (study = 'study') =>
  (await store.samplerRecords(study)).map(({ record }) => record as { trial: number; state: string; params: object; values?: number[] });

/** Fails its third candidate. */
const flaky = (): Evaluator => {
  let calls = 0;
  return async (subject, context) => {
    if (++calls === 3) throw new EvaluationError('out-of-memory', 'killed');
    return scored(subject, context);
  };
};

describe('a candidate by hand', () => {
  it('is evaluated next by a study under way, counts among its trials, and the sampler learns of it', async () => {
    const { evaluate, letGo } = heldEvaluator();
    const done = run(store, experimentText({ trials: '4' }), { evaluate, now: Date.now });
    await vi.waitFor(async () => expect(await states()).toEqual(['running']));
    const { number } = await enqueue({ params: space.base });
    expect(number).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    for (let trial = 1; trial <= 4; trial++) {
      await vi.waitFor(async () => expect((await states())[trial - 1]).toBe('running'));
      letGo();
    }
    const { trials } = await done;
    expect(trials.complete).toBe(4);
    const told = await records();
    expect(told.map(({ trial, state }) => [trial, state])).toEqual([1, 2, 3, 4].map((trial) => [trial, 'complete']));
    const { params, accuracy, cost } = await store.trial('study', 2);
    expect(told[1]).toMatchObject({ params, values: [accuracy, cost.macs] });
    expect(params).toEqual(space.base);
  });

  it('is evaluated by the next run of a study that had ended, which then is complete again', async () => {
    await run(store, experimentText({ trials: '3' }));
    await enqueue({ params: space.base });
    expect((await store.study('study')).state).toBe('paused');
    expect((await run(store, experimentText({ trials: '3' }), { resume: true })).trials).toMatchObject({ complete: 4, queued: 0 });
    expect((await store.study('study')).state).toBe('complete');
    expect((await records()).at(-1)).toMatchObject({ trial: 4, state: 'complete', params: space.base });
  });

  it('may be a network outside the space: it competes, and the sampler is told nothing', async () => {
    await run(store, experimentText({ trials: '3' }));
    const own = { ...space.build(space.base, DATA), stochasticDepth: 0.25 };
    await enqueue({ architecture: own });
    await run(store, experimentText({ trials: '3' }), { resume: true });
    expect(await store.trial('study', 4)).toMatchObject({ state: 'complete', kind: 'search', params: {}, label: 'by hand' });
    expect(await records()).toHaveLength(3);
  });

  it.each([
    [{ params: { ...space.base, width: 3 } }, 'params.width: must be one of'],
    [{ params: { ...space.base, colour: 1 } }, 'params.colour: the space has no such dimension'],
    [{ params: { width: 1 } }, 'got none'],
    [{ params: [1] }, 'params: must be a JSON object'],
    [{ architecture: space.build(space.base, { channels: 3, classes: 4 }) }, 'must take 1 channels and end in 4 classes'],
    [{ architecture: zoo('mobilenet_v2', DATA) }, 'budget.macs: must be at most 2M'],
  ])('that breaks a rule is refused with it: %#', async (candidate, rule) => {
    await run(store, experimentText({ trials: '1' }));
    await expect(enqueue(candidate)).rejects.toThrow(rule);
    expect(await states()).toEqual(['complete']);
  });
});

describe('a trial run again', () => {
  it('is measured and not copied, with its own seed or another, beyond the planned number', async () => {
    await run(store, experimentText({ trials: '2' }));
    await rerunTrials(store, 'study', { which: 1 });
    await rerunTrials(store, 'study', { which: 1, seed: 99 });
    let calls = 0;
    const evaluate: Evaluator = async (subject, context) => {
      calls++;
      return scored(subject, context);
    };
    await run(store, experimentText({ trials: '3' }), { resume: true, evaluate });
    const trials = await store.trials('study');
    expect(trials.map(({ rerunOf, seed, state }) => [rerunOf, seed, state])).toEqual([
      [null, 7, 'complete'],
      [null, 7, 'complete'],
      [1, 7, 'complete'],
      [1, 99, 'complete'],
      [null, 7, 'complete'],
    ]);
    expect(calls).toBe(3);
    expect(trials[2].architectureHash).toBe(trials[0].architectureHash);
    expect((await records()).map(({ trial }) => trial)).toEqual([1, 2, 3, 4, 5]);
  });

  it('failed: each that failed once more, and none twice', async () => {
    await run(store, experimentText({ trials: '4' }), { evaluate: flaky() });
    expect(await states()).toEqual(['complete', 'complete', 'failed', 'complete']);
    expect((await rerunTrials(store, 'study', { which: 'failed' })).map(({ rerunOf }) => rerunOf)).toEqual([3]);
    expect(await rerunTrials(store, 'study', { which: 'failed' })).toEqual([]);
    await run(store, experimentText({ trials: '4' }), { resume: true });
    expect(await states()).toEqual(['complete', 'complete', 'failed', 'complete', 'complete']);
  });

  it('must be over', async () => {
    await run(store, experimentText({ trials: '1' }));
    await rerunTrials(store, 'study', { which: 1 });
    await expect(rerunTrials(store, 'study', { which: 2 })).rejects.toThrow(
      'only a trial that is over can be run again, this one is queued',
    );
  });
});

describe('a fork', () => {
  it('has the first trials with all that was measured of them, and goes on by itself', async () => {
    await run(store, experimentText(), { evaluate: flaky() });
    expect(await forkStudy(store, { from: 'study', to: 'fork', at: 6, now: 5 })).toBe(6);
    const strip = (trials: Awaited<ReturnType<ResultsStore['trials']>>) => trials.map(({ id: _, study: __, ...trial }) => trial);
    const original = await store.trials('study');
    expect(strip(await store.trials('fork'))).toEqual(strip(original.slice(0, 6)));
    const [first] = await store.trials('fork');
    expect(await store.metrics(first.id)).toEqual(await store.metrics(original[0].id));
    expect(await store.study('fork')).toMatchObject({ state: 'paused', spec: { name: 'fork' }, createdAt: 5 });
    const result = await run(store, experimentText({ name: 'fork' }), { resume: true });
    expect(result.trials).toMatchObject({ complete: 9, failed: 1 });
    const points = (await store.trials('fork')).map(({ params }) => JSON.stringify(params));
    expect(new Set(points).size).toBe(10);
    expect((await records('fork')).map(({ trial }) => trial)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await store.trials('study')).toEqual(original);
    expect(await store.check()).toEqual([]);
  });

  it('of a study under way has its running trials waiting', async () => {
    const { evaluate, letGo } = heldEvaluator();
    const done = run(store, experimentText({ trials: '1' }), { evaluate });
    await vi.waitFor(async () => expect(await states()).toEqual(['running']));
    await forkStudy(store, { from: 'study', to: 'fork', now: 5 });
    letGo();
    await done;
    expect(await states('fork')).toEqual(['queued']);
    expect((await run(store, experimentText({ name: 'fork', trials: '2' }), { resume: true })).trials.complete).toBe(2);
  });

  it('is refused at a trial that is not there, and under a name that is taken', async () => {
    await run(store, experimentText({ trials: '2' }));
    await expect(forkStudy(store, { from: 'study', to: 'fork', at: 3, now: 5 })).rejects.toThrow('give a number from 1 to 2');
    await expect(forkStudy(store, { from: 'study', to: 'a b', now: 5 })).rejects.toThrow('a study name must be letters');
    await expect(forkStudy(store, { from: 'study', to: 'study', now: 5 })).rejects.toThrow('study');
    expect(await store.studies()).toHaveLength(1);
  });
});
