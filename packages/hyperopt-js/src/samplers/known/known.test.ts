import { describe, expect, test } from 'vitest';
import { hypervolume } from '../../pareto/hypervolume.js';
import { Rng } from '../../rng.js';
import { categorical } from '../../space/categorical.js';
import { CompiledSpace } from '../../space/compiled-space.js';
import { float } from '../../space/float.js';
import { int } from '../../space/int.js';
import { createStudy } from '../../study.js';
import { EvolutionSampler } from '../evolution-sampler.js';
import { GPSampler } from '../gp-sampler.js';
import { NSGA2Sampler } from '../nsga2-sampler.js';
import { NSGA3Sampler } from '../nsga3-sampler.js';
import type { Sampler } from '../sampler.js';
import { TPESampler } from '../tpe-sampler.js';
import { KnownObjectives } from './known-objectives.js';

/** A chain of layers: the width of each multiplies with that of the next, as in a network's multiply-adds. */
const layers = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`w${i}`, categorical([1, 2, 4, 8])]));
type Layers = Record<string, number>;
const widths = (params: Layers): number[] => Array.from({ length: 6 }, (_, i) => params[`w${i}`]!);
const cost = (params: Layers): number => widths(params).reduce((sum, width, i, all) => sum + width * (all[i + 1] ?? 1) * (1 + (i % 3)), 0);
const error = (params: Layers): number =>
  widths(params).reduce((sum, width, i, all) => sum + (1 + (i % 2)) / (0.5 + width) + 0.05 * Math.abs(width - (all[i - 1] ?? width)), 0);

function meanVolume(make: () => Sampler, trials: number, seeds: number, known: boolean): number {
  let sum = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const study = createStudy({
      space: layers,
      directions: ['minimize', 'minimize'],
      sampler: make(),
      seed,
      trials,
      ...(known && { known: { 1: cost } }),
    });
    for (let i = 0; i < trials; i++) {
      const trial = study.ask();
      study.tell(trial, { values: [error(trial.params), cost(trial.params)] });
    }
    const front = study.front.map(({ values }) => values!);
    sum += hypervolume(front, [7, 320]) / (7 * 320) / seeds;
  }
  return sum;
}

describe('knowing the cost gives a larger front than measuring it, in the mean over seeds', () => {
  test.each<[string, () => Sampler, number, number, number]>([
    ['gp', () => new GPSampler(), 20, 5, 0.01],
    ['tpe', () => new TPESampler(), 60, 10, 0.01],
    ['nsga2', () => new NSGA2Sampler(), 60, 10, 0.03],
    ['nsga3', () => new NSGA3Sampler(), 60, 10, 0.02],
    ['evolution', () => new EvolutionSampler(), 60, 10, 0.02],
  ])('%s', (_, make, trials, seeds, margin) => {
    const known = meanVolume(make, trials, seeds, true);
    const measured = meanVolume(make, trials, seeds, false);
    expect(known).toBeGreaterThan(measured + margin);
  });
});

test('the place of a known loss and its rate follow the losses of random points', () => {
  const space = new CompiledSpace({ a: float(0, 1), b: float(0, 1) });
  const knowns = new KnownObjectives({ space, known: [undefined, ([a]) => 100 * a! ** 3] });
  const places = [0, 0.25, 0.5, 0.75, 1].map((a) => knowns.places([a, 0])[0]!);
  for (const [i, place] of places.entries()) expect(Math.abs(place - i / 4)).toBeLessThan(0.1);
  const { rates } = knowns.look([0.5, 0], true);
  const gradient = new Float64Array(2);
  knowns.addThroughPlaces(Float64Array.of(0, 0, 1), rates, gradient);
  // The place grows as a does, whatever the loss makes of it; between two of 256 random points it may be some times slower or faster.
  expect(gradient[0]).toBeGreaterThan(0.2);
  expect(gradient[0]).toBeLessThan(5);
});

test('a known function is computed once for each point of a finite space', () => {
  const looked = new Map<string, number>();
  const count = ({ a, b }: { a: number; b: number }): number => {
    looked.set(`${a},${b}`, (looked.get(`${a},${b}`) ?? 0) + 1);
    return a + b;
  };
  const study = createStudy({ space: { a: int(0, 9), b: int(0, 9) }, directions: ['minimize', 'minimize'], known: { 1: count } });
  for (let i = 0; i < 20; i++) {
    const trial = study.ask();
    study.tell(trial, { values: [trial.params.a * trial.params.b, trial.params.a + trial.params.b] });
  }
  expect(Math.max(...looked.values())).toBe(1);
});

test('a design for known losses covers them from end to end', () => {
  const space = new CompiledSpace(layers);
  const loss = (point: readonly number[]): number => cost(space.decode(point) as Layers);
  const study = createStudy({ space: layers, directions: ['minimize', 'minimize'], sampler: new GPSampler(), known: { 1: cost } });
  const asked = study.ask(10).map(({ params }) => cost(params as Layers));
  const rng = Rng.fromSeed(9);
  const random = Array.from({ length: 200 }, () => loss(space.sample(rng))).sort((a, b) => a - b);
  expect(Math.min(...asked)).toBeLessThan(random[30]!);
  expect(Math.max(...asked)).toBeGreaterThan(random[170]!);
});
