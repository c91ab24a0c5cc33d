import { describe, expect, test } from 'vitest';
import { categorical } from '../space/categorical.js';
import { float } from '../space/float.js';
import { int } from '../space/int.js';
import { createStudy, type Study } from '../study.js';
import { RandomSampler } from './random-sampler.js';

const plane = { x: float(-5, 5), y: float(-5, 5) };
const small = { a: int(0, 9), b: categorical(['p', 'q', 'r']) };
const wide = Object.fromEntries(Array.from({ length: 61 }, (_, i) => [`x${i}`, float(0, 1)]));
const minimize = (objectives: number): 'minimize'[] => new Array<'minimize'>(objectives).fill('minimize');

function reasonOf(study: Study<never>): string {
  study.ask();
  return study.reason!;
}

function told(objectives: number, trials: number): Study<never> {
  const source = createStudy({ space: plane, sampler: new RandomSampler() });
  const study = createStudy({ space: plane, directions: minimize(objectives) });
  for (let i = 0; i < trials; i++) {
    const { params } = source.ask();
    study.add({ params, values: [params.x ** 2 + params.y ** 2, (params.x - 1) ** 2 + params.y ** 2].slice(0, objectives) });
  }
  return study as unknown as Study<never>;
}

describe('auto says what it picks and why', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['a budget that covers a small space', () => createStudy({ space: small, trials: 30 }), /^grid: 30 planned trials cover all 30 points/],
    ['a smaller budget', () => createStudy({ space: small, trials: 29 }), /^gp: 0 of 29 planned trials told and 2 parameters of 30 points/],
    ['few trials', () => createStudy({ space: plane, trials: 50 }), /^gp: 0 of 50 planned trials told and 2 parameters,/],
    [
      'a known objective',
      () => createStudy({ space: plane, directions: minimize(2), known: { 1: ({ x }) => x } }),
      /^gp: .*uses the known objectives exactly$/,
    ],
    ['many parameters', () => createStudy({ space: wide }), /^tpe: 61 parameters/],
    ['many parameters and objectives', () => createStudy({ space: wide, directions: minimize(2) }), /^nsga2: 61 parameters/],
    ['many objectives', () => createStudy({ space: plane, directions: minimize(5) }), /^nsga3: 5 objectives/],
  ])('%s', (_, make, reason) => {
    expect(reasonOf(make() as Study<never>)).toMatch(reason);
  });

  test('it changes with the trials told', () => {
    expect(reasonOf(told(1, 499))).toMatch(/^gp: 499 trials told/);
    expect(reasonOf(told(1, 1001))).toMatch(/^tpe: 1001 trials told/);
    expect(reasonOf(told(2, 1001))).toMatch(/^nsga2: 1001 trials told/);
  });
});

test.each([1, 2])('with %i objectives what follows the Gaussian process starts from its trials, not from chance', (objectives) => {
  const study = told(objectives, 1001);
  const worth = ({ x, y }: { x: number; y: number }): number => x ** 2 + y ** 2 + (objectives === 1 ? 0 : (x - 1) ** 2 + y ** 2);
  const before = study.trials.map(({ params }) => worth(params as { x: number; y: number })).sort((a, b) => a - b);
  let mean = 0;
  for (let i = 0; i < 40; i++) {
    const trial = study.ask();
    const { x, y } = trial.params as { x: number; y: number };
    mean += worth({ x, y }) / 40;
    study.tell(trial, { values: [x ** 2 + y ** 2, (x - 1) ** 2 + y ** 2].slice(0, objectives) });
  }
  // Random trials are at the median; these are among the best fifth.
  expect(mean).toBeLessThan(before[200]!);
});

test('a budget that covers a small space evaluates every point once', () => {
  const study = createStudy({ space: small, trials: 30 });
  study.enqueue({ a: 3, b: 'q' });
  const seen = new Set<string>();
  for (let i = 0; i < 30; i++) {
    const trial = study.ask();
    seen.add(JSON.stringify(trial.params));
    study.tell(trial, { values: [trial.params.a] });
  }
  expect(seen.size).toBe(30);
  expect(() => study.ask()).toThrow('all 30 points of the space have been asked');
});
