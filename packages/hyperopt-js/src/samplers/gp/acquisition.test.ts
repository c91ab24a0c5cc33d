import { describe, expect, test } from 'vitest';
import { logImprovement, logNormalCdf } from '../../math/expected-improvement.js';
import { nonDominatedBoxes } from '../../pareto/non-dominated-boxes.js';
import { Rng } from '../../rng.js';
import { CompiledSpace } from '../../space/compiled-space.js';
import { float } from '../../space/float.js';
import { KnownObjectives } from '../known/known-objectives.js';
import { logAcquisition } from './acquisition.js';
import { FitWorkspace } from './fit-workspace.js';
import { initialHyperparameters } from './hyperparameters.js';
import { Distances } from './kernel.js';
import { negativeLogPosterior } from './log-posterior.js';
import type { Surrogate } from './surrogate.js';
import { TargetModel } from './target-model.js';

const space = new CompiledSpace({ a: float(0, 1), b: float(0, 1), c: float(0, 1) });
const rng = Rng.fromSeed(5);
const points = Array.from({ length: 25 }, () => space.sample(rng));

function model(loss: (p: readonly number[]) => number): TargetModel {
  const made = new TargetModel(new Distances(space.dimensions));
  const targets = Float64Array.from(points, loss);
  made.fit(points, [{ targets, logJacobian: 0 }]);
  made.condition(points, targets, []);
  return made;
}

const fixed = (mean: number, deviation: number): Surrogate => ({ predict: () => ({ mean, deviation }) });
const front = [
  [0, 1],
  [0.4, 0.3],
  [1, 0],
];
const boxes = nonDominatedBoxes(front, [1.5, 1.5]);

test('the log improvement and the log normal distribution agree across their changes of formula', () => {
  expect(Math.exp(logImprovement(0))).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 6);
  expect(logImprovement(-6.0001)).toBeCloseTo(logImprovement(-5.9999), 2);
  expect(logNormalCdf(-6.0001)).toBeCloseTo(logNormalCdf(-5.9999), 2);
  expect(Number.isFinite(logImprovement(-1e4))).toBe(true);
});

test('the expected hypervolume improvement equals its average over draws', () => {
  const exact = Math.exp(logAcquisition([fixed(0.3, 0.3), fixed(0.4, 0.2)], boxes, [], 3)([0, 0, 0]));
  let sum = 0;
  const draws = 100_000;
  for (let i = 0; i < draws; i++) {
    const y = [0.3 + 0.3 * rng.normal(), 0.4 + 0.2 * rng.normal()];
    for (const { lower, upper } of boxes)
      sum += [0, 1].reduce((product, d) => product * Math.max(0, upper[d]! - Math.max(lower[d]!, y[d]!)), 1) / draws;
  }
  expect(exact).toBeCloseTo(sum, 2);
});

test('a known objective counts with its exact value: what it cannot improve has no worth at all', () => {
  const knowns = new KnownObjectives({ space, known: [undefined, ([a]) => a!] });
  const known = knowns.surrogate(1, { mean: 0, deviation: 1 });
  const acquisition = logAcquisition([fixed(0.9, 0.01), known], nonDominatedBoxes([[0.9, 0.5]], [1, 1]), [], 3);
  const at = (a: number): number => {
    knowns.look([a, 0, 0], false);
    return acquisition([a, 0, 0]);
  };
  // At the reference nothing is gained, however good the modelled objective might turn out.
  expect(at(1)).toBe(Number.NEGATIVE_INFINITY);
  expect(at(0.4)).toBeGreaterThan(at(0.499));
});

describe('gradients equal differences', () => {
  test('of the log posterior by the hyperparameters', () => {
    const distances = new Distances(space.dimensions);
    const work = new FitWorkspace(distances, Float64Array.from(points.flat()));
    const targets = Float64Array.from(points, ([a, b]) => Math.sin(5 * a!) + b! ** 2 - 0.6);
    const logs = initialHyperparameters(3);
    const gradient = new Float64Array(6);
    negativeLogPosterior(work, targets, logs, gradient);
    for (let i = 0; i < 6; i++) {
      const [up, down] = [1e-5, -1e-5].map((step) => {
        const moved = Float64Array.from(logs, (value, j) => (i === j ? value + step : value));
        return negativeLogPosterior(work, targets, moved, new Float64Array(6));
      }) as [number, number];
      expect(gradient[i]).toBeCloseTo((up - down) / 2e-5, 4);
    }
  });

  test.each([1, 2])('of the acquisition with %i objectives and a constraint', (objectives) => {
    const first = model(([a, b]) => Math.sin(5 * a!) + b! ** 2 - 0.6);
    const second = model(([, b, c]) => Math.cos(4 * c!) - b!);
    const region =
      objectives === 1
        ? nonDominatedBoxes([[-0.9]], [2])
        : nonDominatedBoxes(
            [
              [-0.9, 0.5],
              [0.3, -0.8],
            ],
            [2, 2],
          );
    const acquisition = logAcquisition([first, second].slice(0, objectives), region, [model(([a]) => a! - 0.5)], 3);
    const at = [0.31, 0.52, 0.77];
    const gradient = new Float64Array(3);
    acquisition(at, gradient);
    for (let i = 0; i < 3; i++) {
      const [up, down] = [1e-4, -1e-4].map((step) => acquisition(at.map((value, j) => (i === j ? value + step : value)))) as [
        number,
        number,
      ];
      expect(Math.abs(gradient[i]! - (up - down) / 2e-4)).toBeLessThan(0.01 * Math.max(1, Math.abs(gradient[i]!)));
    }
  });
});
