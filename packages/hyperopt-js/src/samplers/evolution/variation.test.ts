import { describe, expect, test } from 'vitest';
import { float } from '../../space/float.js';
import type { Vary } from '../../space/vary.js';
import { createStudy } from '../../study.js';
import { EvolutionSampler } from '../evolution-sampler.js';
import { NSGA2Sampler } from '../nsga2-sampler.js';
import { NSGA3Sampler } from '../nsga3-sampler.js';
import type { Sampler } from '../sampler.js';

const space = { x: float(0, 1), y: float(0, 1) };
type Params = { x: number; y: number };
const POPULATION = 10;

const samplers: [string, Sampler][] = [
  ['evolution', new EvolutionSampler({ population: POPULATION })],
  ['nsga2', new NSGA2Sampler({ population: POPULATION })],
  ['nsga3', new NSGA3Sampler({ population: POPULATION })],
];

/** Plays a study whose `vary` notes what it was given and what it gave. */
function bred(sampler: Sampler, known: boolean) {
  const notes = { parents: [] as Params[], mutants: [] as Params[], pairs: [] as [Params, Params][], crossed: [] as Params[] };
  const vary: Vary<typeof space> = {
    mutate(params, uniform) {
      notes.parents.push(params);
      const mutant = { ...params, x: uniform() };
      notes.mutants.push(mutant);
      return mutant;
    },
    cross(a, b) {
      notes.pairs.push([a, b]);
      const child = { x: a.x, y: b.y };
      notes.crossed.push(child);
      return child;
    },
  };
  const second = ({ y }: Params) => y;
  const study = createStudy({ space, sampler, vary, directions: ['minimize', 'minimize'], ...(known && { known: { 1: second } }) });
  for (let i = 0; i < 6 * POPULATION; i++) {
    const trial = study.ask();
    study.tell(trial, { values: [trial.params.x, second(trial.params)] });
  }
  return { trials: study.trials.map(({ params }) => params), ...notes };
}

describe.each(samplers)('the variation of a study, under %s', (name, sampler) => {
  test.each([false, true])('gives every point after the first population (an objective known: %s)', (known) => {
    const { trials, mutants } = bred(sampler, known);
    const first = trials.slice(0, POPULATION);
    for (const params of first) expect(mutants).not.toContainEqual(params);
    for (const params of trials.slice(POPULATION)) expect(mutants).toContainEqual(params);
  });

  test('is given trials, and children of two that differ', () => {
    const { trials, parents, pairs, crossed } = bred(sampler, false);
    for (const parent of parents) expect([...trials, ...crossed]).toContainEqual(parent);
    for (const [a, b] of pairs) {
      expect(trials).toContainEqual(a);
      expect(trials).toContainEqual(b);
      expect(a).not.toEqual(b);
    }
    if (name === 'evolution') expect(pairs).toEqual([]);
    else expect(pairs.length).toBeGreaterThan(3 * POPULATION);
  });

  test.each(['mutate', 'cross'] as const)('is refused where its %s leaves the space', (by) => {
    const vary = { mutate: (params: Params) => params, cross: (a: Params) => a, [by]: () => ({ x: 2, y: 0 }) };
    const study = createStudy({ space, sampler, vary });
    for (let i = 0; i < POPULATION; i++) study.tell(study.ask(), { values: [i] });
    const ask = () => study.ask(20);
    if (name === 'evolution' && by === 'cross') expect(ask).not.toThrow();
    else expect(ask).toThrow(`vary.${by}: must return params of the space, got {"x":2,"y":0} (x: must be in [0, 1], got 2`);
  });
});
