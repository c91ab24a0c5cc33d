import { describe, expect, test } from 'vitest';
import { hypervolume } from '../pareto/hypervolume.js';
import { Rng } from '../rng.js';
import { categorical } from '../space/categorical.js';
import { float } from '../space/float.js';
import { int } from '../space/int.js';
import { createStudy } from '../study.js';
import { CMAESSampler } from './cmaes-sampler.js';
import { EvolutionSampler } from './evolution-sampler.js';
import { GPSampler } from './gp-sampler.js';
import { NSGA2Sampler } from './nsga2-sampler.js';
import { NSGA3Sampler } from './nsga3-sampler.js';
import { SobolSequence } from './qmc/sobol-sequence.js';
import { RandomSampler } from './random-sampler.js';
import type { Sampler } from './sampler.js';
import { TPESampler } from './tpe-sampler.js';

const space = { x: float(-5, 5), y: float(-5, 5), z: float(-5, 5), n: int(0, 20), op: categorical(['a', 'b', 'c', 'd']) };

function meanBest(make: () => Sampler, trials: number): number {
  let sum = 0;
  for (let seed = 0; seed < 6; seed++) {
    const study = createStudy({ space, sampler: make(), seed, trials });
    for (let i = 0; i < trials; i++) {
      const trial = study.ask();
      const { x, y, z, n, op } = trial.params;
      study.tell(trial, { values: [(x - 1) ** 2 + (y + 2) ** 2 + z ** 2 + (n - 13) ** 2 / 10 + (op === 'c' ? 0 : 2)] });
    }
    sum += study.best!.values![0]! / 6;
  }
  return sum;
}

function meanVolume(make: () => Sampler, trials: number): number {
  let sum = 0;
  for (let seed = 0; seed < 4; seed++) {
    const study = createStudy({
      space: { x: float(0, 1), y: float(0, 1), z: float(0, 1), w: float(0, 1) },
      directions: ['minimize', 'minimize'],
      sampler: make(),
      seed,
      trials,
    });
    for (let i = 0; i < trials; i++) {
      const trial = study.ask();
      const { x, y, z, w } = trial.params;
      const g = 1 + 3 * (y + z + w);
      study.tell(trial, { values: [x, g * (1 - Math.sqrt(x / g))] });
    }
    sum +=
      hypervolume(
        study.front.map(({ values }) => values!),
        [1.1, 1.1],
      ) / 4;
  }
  return sum;
}

describe('with one objective the mean of the best beats random search by a factor', () => {
  const random = meanBest(() => new RandomSampler(), 80);
  test.each<[string, () => Sampler, number, number]>([
    ['gp', () => new GPSampler(), 40, 0.05],
    ['tpe', () => new TPESampler(), 80, 0.6],
    ['cmaes', () => new CMAESSampler(), 80, 0.7],
    ['evolution', () => new EvolutionSampler(), 80, 0.7],
    ['nsga2', () => new NSGA2Sampler(), 80, 0.8],
  ])('%s', (_, make, trials, factor) => {
    expect(meanBest(make, trials)).toBeLessThan(factor * random);
  });
});

describe('with two objectives the mean hypervolume beats random search by a margin', () => {
  const random = meanVolume(() => new RandomSampler(), 80);
  test.each<[string, () => Sampler, number]>([
    ['gp', () => new GPSampler(), 40],
    ['tpe', () => new TPESampler(), 80],
    ['nsga2', () => new NSGA2Sampler(), 80],
    ['nsga3', () => new NSGA3Sampler(), 80],
  ])('%s', (_, make, trials) => {
    expect(meanVolume(make, trials)).toBeGreaterThan(random + 0.1);
  });
});

describe('the Sobol sequence', () => {
  test('starts with the published points', () => {
    const sequence = new SobolSequence(2);
    const published = [
      [0, 0],
      [0.5, 0.5],
      [0.75, 0.25],
      [0.25, 0.75],
      [0.375, 0.375],
      [0.875, 0.875],
      [0.625, 0.125],
      [0.125, 0.625],
    ];
    expect(published.map((_, i) => sequence.at(i))).toEqual(published);
  });

  test('scrambled or not has one point in each of 256 intervals, in each of 40 dimensions', () => {
    for (const sequence of [new SobolSequence(40), new SobolSequence(40, Rng.fromSeed(3))]) {
      const points = Array.from({ length: 256 }, (_, i) => sequence.at(i));
      for (let j = 0; j < 40; j++) expect(new Set(points.map((point) => Math.floor(point[j]! * 256))).size).toBe(256);
    }
  });
});
