import { openStore, type ResultsStore } from '@isoflop/results-store';
import { beforeEach, describe, expect, it } from 'vitest';
import { forkStudy } from './control/fork-study.js';
import { rerunTrials } from './control/rerun-trials.js';
import type { Evaluator } from './evaluators/evaluator.js';
import { experimentText, run, scored } from './testing/small-study.js';

let store: ResultsStore;
beforeEach(async () => {
  store = await openStore('memory:');
});

const text = (sampler: string, workers = '1') => experimentText({ sampler, workers, trials: '26' });
const parentsOf = async (study = 'study', from = store) => (await from.trials(study)).map(({ parents }) => parents);

describe('a trial', () => {
  it.each([
    ['evolution', '1'],
    ['evolution', '3'],
    ['nsga2', '1'],
    ['nsga2', '3'],
  ])('names the trials that it was made of, which were over by then: %s, %s at once', async (sampler, workers) => {
    await run(store, text(sampler, workers));
    const trials = await store.trials('study');
    const events = await store.events({ study: 'study' });
    const when = (number: number, kind: string) => events.find((event) => event.trial === number && event.kind === kind)!.id;
    for (const { number, params, parents } of trials) {
      for (const parent of parents) expect(when(parent, 'trial-complete')).toBeLessThan(when(number, 'trial-created'));
      // What is inside the budget is mutated in one dimension, or in two.
      const changed = (parent: number) =>
        Object.entries(params).filter(([name, value]) => trials[parent - 1]!.params[name] !== value).length;
      if (sampler === 'evolution') for (const parent of parents) expect([1, 2]).toContain(changed(parent));
    }
    const generations = trials.map(({ parents }) => parents.length);
    expect(generations.slice(0, 10)).toEqual(Array(10).fill(0));
    expect(Math.min(...generations.slice(10 + Number(workers)))).toBe(1);
    expect(Math.max(...generations)).toBe(sampler === 'evolution' ? 1 : 2);
    expect(await store.check()).toEqual([]);
  });

  it('names the same ones when the study was interrupted in between', async () => {
    await run(store, text('nsga2'));
    const other = await openStore('memory:');
    const stop = new AbortController();
    let calls = 0;
    const evaluate: Evaluator = (subject, context) => {
      if (++calls === 17) stop.abort();
      return scored(subject, context);
    };
    await run(other, text('nsga2'), { evaluate, signal: stop.signal });
    expect((await parentsOf('study', other)).length).toBeLessThan(26);
    await run(other, text('nsga2'), { resume: true });
    expect(await parentsOf('study', other)).toEqual(await parentsOf());
  });

  it('keeps them when it is measured again and in a study that begins with it', async () => {
    await run(store, text('evolution'));
    const own = await parentsOf();
    const [again] = await rerunTrials(store, 'study', { which: 20 });
    expect(again).toMatchObject({ number: 27, rerunOf: 20, parents: own[19] });
    await forkStudy(store, { from: 'study', to: 'twig', at: 22, now: 0 });
    expect(await parentsOf('twig')).toEqual(own.slice(0, 22));
  });
});
