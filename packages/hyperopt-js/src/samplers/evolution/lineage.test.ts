import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categorical } from '../../space/categorical.js';
import { float } from '../../space/float.js';
import { int } from '../../space/int.js';
import type { Vary } from '../../space/vary.js';
import { createStudy, Study } from '../../study.js';
import type { Trial, TrialResult } from '../../trial.js';
import { AutoSampler } from '../auto-sampler.js';
import { EvolutionSampler } from '../evolution-sampler.js';
import { NSGA2Sampler } from '../nsga2-sampler.js';
import { NSGA3Sampler } from '../nsga3-sampler.js';
import { RandomSampler } from '../random-sampler.js';
import type { Sampler } from '../sampler.js';

const space = { x: float(0, 1), depth: int(1, 9), op: categorical(['a', 'b', 'c']) };
const directions = ['minimize', 'minimize'] as const;
const POPULATION = 6;

const breeders: [string, (seed: number) => Sampler][] = [
  ['evolution', (seed) => new EvolutionSampler({ seed, population: POPULATION })],
  ['nsga2', (seed) => new NSGA2Sampler({ seed, population: POPULATION })],
  ['nsga3', (seed) => new NSGA3Sampler({ seed, population: POPULATION })],
];

function resultOf({ x, depth }: { x: number; depth: number }, fate: number): TrialResult {
  if (fate === 0) return { state: 'failed', reason: 'crash' };
  if (fate === 1) return { state: 'pruned' };
  return { values: [x, depth] };
}

describe.each(breeders)('the lineage of %s', (name, sampler) => {
  test.each([false, true])(
    'is of earlier trials that were told, after the first population, with several under way (an objective known: %s)',
    (knows) => {
      const known = { 1: ({ depth }: { depth: number }) => depth };
      fc.assert(
        fc.property(fc.nat(), fc.array(fc.nat(9), { minLength: 20, maxLength: 60 }), (seed, fates) => {
          const study = createStudy({ space, directions, sampler: sampler(seed), ...(knows && { known }) });
          const open: Trial<{ x: number; depth: number }>[] = [];
          const told = new Set<number>();
          let complete = 0;
          for (const fate of fates) {
            const trial = study.ask();
            const { parents = [] } = trial;
            expect(study.trials[trial.number]!.parents).toEqual(trial.parents);
            for (const parent of parents) {
              expect(parent).toBeLessThan(trial.number);
              expect(told).toContain(parent);
            }
            expect(new Set(parents).size).toBe(parents.length);
            expect(parents.length).toBeLessThanOrEqual(complete < POPULATION ? 0 : name === 'evolution' ? 1 : 2);
            if (complete >= POPULATION) expect(parents.length).toBeGreaterThan(0);
            open.push(trial);
            if (open.length < 4) continue;
            const next = open.splice(fate % open.length, 1)[0]!;
            study.tell(next, resultOf(next.params, fate));
            told.add(next.number);
            if (fate > 1) complete += 1;
          }
        }),
        { numRuns: 30, seed: 8 },
      );
    },
  );

  test('comes back with a saved study to the bit, and a trial that is taken up again keeps its own', () => {
    const study = createStudy({ space, directions, sampler: sampler(3) });
    for (let i = 0; i < 40; i += 1) study.tell(study.ask(), resultOf(study.trials[i]!.params, i % 8 === 1 ? 1 : 9));
    const again = Study.fromJSON<typeof space>(JSON.parse(JSON.stringify(study)));
    expect(again.trials).toEqual(study.trials);
    expect(again.ask()).toEqual(study.ask());
    const { number, parents } = study.trials.findLast(({ state }) => state === 'pruned')!;
    expect(parents).toHaveLength(name === 'evolution' ? 1 : parents!.length);
    expect(study.resume({ number })).toMatchObject({ number, parents });
    expect(study.trials[number]).toMatchObject({ state: 'running', parents });
  });
});

test.each(breeders)('%s names those that it mutated and crossed, by what the variation of the study was given', (_, sampler) => {
  const [mutated, crossed] = [new Map<string, object>(), new Map<string, object[]>()];
  const unit = { x: float(0, 1), y: float(0, 1) };
  const vary: Vary<typeof unit> = {
    mutate(params, uniform) {
      const mutant = { ...params, x: uniform() };
      mutated.set(JSON.stringify(mutant), params);
      return mutant;
    },
    cross(a, b, uniform) {
      const child = { x: uniform(), y: b.y };
      crossed.set(JSON.stringify(child), [a, b]);
      return child;
    },
  };
  const study = createStudy({ space: unit, directions, sampler: sampler(2), vary });
  for (let i = 0; i < 60; i += 1) {
    const trial = study.ask();
    study.tell(trial, { values: [trial.params.x, trial.params.y] });
  }
  const bred = study.trials.slice(POPULATION);
  for (const { params, parents } of bred) {
    const given = mutated.get(JSON.stringify(params))!;
    expect(parents!.map((parent) => study.trials[parent]!.params)).toEqual(crossed.get(JSON.stringify(given)) ?? [given]);
  }
});

test('a sampler of trials that are made of no others leaves it out, and the automatic one says what its choice says', () => {
  const random = createStudy({ space, sampler: new RandomSampler({ seed: 1 }) });
  for (let i = 0; i < 20; i += 1) random.tell(random.ask(), { values: [i] });
  expect(random.trials.every((trial) => !('parents' in trial))).toBe(true);
  const five = ['minimize', 'minimize', 'minimize', 'minimize', 'minimize'] as const;
  const automatic = createStudy({ space, directions: five, sampler: new AutoSampler({ seed: 1 }), trials: 100 });
  for (let i = 0; i < 20; i += 1) automatic.tell(automatic.ask(), { values: [i, -i, i * i, 1, 2] });
  expect(automatic.reason).toMatch(/^nsga3/);
  expect(automatic.trials.slice(10).every(({ parents }) => parents !== undefined)).toBe(true);
});

test('a point near a finished one, which is tried where a sampler finds nothing feasible, is made of that one', () => {
  const rare = ({ x, depth, op }: { x: number; depth: number; op: string }) => x < 0.02 && depth === 4 && op === 'b';
  const study = createStudy({ space, feasible: rare, sampler: new RandomSampler({ seed: 4 }) });
  study.add({ params: { x: 0.01, depth: 4, op: 'b' }, values: [1] });
  for (let i = 0; i < 8; i += 1) study.tell(study.ask(), { values: [i] });
  const parents = study.trials.slice(1).map((trial) => trial.parents ?? []);
  expect(parents.flat().length).toBeGreaterThan(4);
  for (const [index, list] of parents.entries()) for (const parent of list) expect(parent).toBeLessThanOrEqual(index);
});
