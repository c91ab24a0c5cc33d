import { openStore, type ResultsStore } from '@isoflop/results-store';
import { beforeEach, describe, expect, it } from 'vitest';
import { experimentText, run, scored } from './testing/small-study.js';

let store: ResultsStore;
beforeEach(async () => {
  store = await openStore('memory:');
});

const points = async () => (await store.trials('study')).map(({ params }) => JSON.stringify(params));
const revisions = async () =>
  (await store.events({ study: 'study' })).filter(({ kind }) => kind === 'study-revised').map(({ data }) => data);

describe('a study resumed with', () => {
  it('more trials and workers: the change is in its history and its experiment', async () => {
    await run(store, experimentText());
    await run(store, experimentText({ trials: '12', workers: '2' }), { resume: true });
    expect(await revisions()).toEqual([{ 'search.trials': { from: 10, to: 12 }, 'runtime.workers': { from: 1, to: 2 } }]);
    expect((await store.study('study')).spec).toMatchObject({ search: { trials: 12 }, runtime: { workers: 2 } });
  });

  it('nothing changed: its history says nothing of a change', async () => {
    await run(store, experimentText());
    await run(store, experimentText(), { resume: true });
    expect(await revisions()).toEqual([]);
  });

  it.each([
    ['tpe', 10, 6],
    ['evolution', 20, 15],
    ['nsga2', 20, 15],
  ])(
    'nothing changed after its runner was killed: what was not saved of sampler %s is found in the trials',
    async (sampler, trials, last) => {
      const text = experimentText({ sampler, trials: `${trials}`, budget: '{ macs: 2M, band: 2% }' });
      await run(store, text);
      const whole = await points();
      store = await openStore('memory:');
      let calls = 0;
      const killed = async () => {
        throw new Error('killed');
      };
      const evaluate: typeof scored = (subject, context) => (++calls === last ? killed() : scored(subject, context));
      await expect(run(store, text, { evaluate })).rejects.toThrow('killed');
      await run(store, text, { resume: true });
      expect(await points()).toEqual(whole);
      const records = (await store.samplerRecords('study')).map(({ record }) => record as { state: string; trial: number });
      expect(records.map(({ state, trial }) => [state, trial])).toEqual(Array.from({ length: trials }, (_, i) => ['complete', i + 1]));
    },
  );

  it('another sampler: it is told every earlier trial, and suggests none again', async () => {
    await run(store, experimentText({ sampler: 'random' }));
    const before = await points();
    await run(store, experimentText({ sampler: 'tpe', trials: '20' }), { resume: true });
    expect((await points()).slice(0, 10)).toEqual(before);
    expect(new Set(await points()).size).toBe(20);
    const records = (await store.samplerRecords('study')).map(({ record }) => record as { state: string; trial: number });
    expect(records.map(({ state, trial }) => [state, trial])).toEqual(Array.from({ length: 20 }, (_, i) => ['complete', i + 1]));
    expect(await store.samplerState('study')).toMatchObject({ sampler: { name: 'tpe' } });
  });

  it('the same seed after a change of sampler, does not draw the points of the first again', async () => {
    await run(store, experimentText({ sampler: 'random' }));
    await run(store, experimentText({ sampler: 'tpe', trials: '11' }), { resume: true });
    await run(store, experimentText({ sampler: 'random', trials: '21' }), { resume: true });
    expect(new Set(await points()).size).toBe(21);
  });

  it('a smaller budget: earlier trials outside of it stay in the store and leave the front', async () => {
    await run(store, experimentText());
    const result = await run(store, experimentText({ budget: '{ macs: 1M }', trials: '20' }), { resume: true });
    const trials = await store.trials('study');
    expect(trials).toHaveLength(20);
    const outside = trials.filter(({ cost }) => cost.macs > 1_000_000);
    expect(outside.length).toBeGreaterThan(0);
    for (const { number } of outside) expect(number).toBeLessThanOrEqual(10);
    expect(result.front.length).toBeGreaterThan(0);
    for (const { cost } of [...result.front, result.best!]) expect(cost.macs).toBeLessThanOrEqual(1_000_000);
    expect(await revisions()).toMatchObject([{ 'budget.macs': { from: 2e6, to: 1e6 } }]);
  });

  it('a smaller budget: candidates that waited and are outside of it are not trained', async () => {
    const stop = new AbortController();
    const cut = async () => {
      stop.abort();
      throw new Error('the process was killed');
    };
    await run(store, experimentText({ budget: '{ macs: 2M, band: 2% }' }), { evaluate: cut, signal: stop.signal });
    const result = await run(store, experimentText({ budget: '{ macs: 1M }', trials: '5' }), { resume: true });
    expect(await store.trial('study', 1)).toMatchObject({
      state: 'pruned',
      reason: 'the budget was changed, and its macs are outside of it now',
    });
    expect(result.trials).toMatchObject({ complete: 5, pruned: 1 });
  });

  it('another budget: baselines of their own', async () => {
    await run(store, experimentText({ more: 'baselines: [width]' }));
    const result = await run(store, experimentText({ budget: '{ macs: 1M }', more: 'baselines: [width]' }), { resume: true });
    expect(await store.trials('study', { kinds: ['baseline'] })).toHaveLength(2);
    expect(result.baselines.map(({ cost }) => cost.macs <= 1_000_000)).toEqual([true]);
  });

  it.each([
    ['dataset: textures', 'dataset: fashion-mnist', 'dataset: "textures", and not "fashion-mnist"'],
    ['space: mbconv', 'space: { preset: mbconv, width: [1] }', 'space.width'],
    ['epochs: 2', 'epochs: 3', 'training.epochs: 2, and not 3'],
    ['seed: 7', 'seed: 8', 'search.seed: 7, and not 8'],
  ])('%s in place of %s is refused by name, and nothing is changed', async (before, after, named) => {
    await run(store, experimentText({ trials: '2' }));
    const other = experimentText({ trials: '4' }).replace(before, after);
    await expect(run(store, other, { resume: true, evaluate: scored })).rejects.toThrow(named);
    expect(await store.trials('study')).toHaveLength(2);
    expect(await revisions()).toEqual([]);
  });
});
