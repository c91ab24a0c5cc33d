import { minimizeInBounds } from '../../math/lbfgs.js';
import type { FitWorkspace } from './fit-workspace.js';
import { addPriors, type Hyperparameters, noiseOf } from './hyperparameters.js';
import { matern52, matern52Slope } from './kernel.js';

/** Bounds of every log. */
const [LOWEST, HIGHEST] = [-18, 8];

/** Hyperparameters of maximum posterior density for targets of mean 0 and variance 1, from `start`, and minus that log density. */
export function fitHyperparameters(
  work: FitWorkspace,
  targets: Float64Array,
  start: Hyperparameters,
  iterations: number,
): { readonly logs: Hyperparameters; readonly value: number } {
  const logs = Float64Array.from(start);
  const objective = (at: Float64Array, gradient: Float64Array): number => negativeLogPosterior(work, targets, at, gradient);
  const value = minimizeInBounds(objective, logs, LOWEST, HIGHEST, iterations);
  return { logs, value };
}

/** Minus the log marginal likelihood (Rasmussen and Williams, equation 5.8) minus the log priors; the gradient is by the logs. */
export function negativeLogPosterior(work: FitWorkspace, targets: Float64Array, logs: Float64Array, gradient: Float64Array): number {
  const n = targets.length;
  if (!factor(logs, work)) return Number.POSITIVE_INFINITY;
  const { cholesky, whitened, alpha, inverse } = work;
  cholesky.forward(targets, whitened);
  cholesky.backward(whitened, alpha);
  cholesky.inverseOfMatrix(inverse);
  let value = cholesky.halfLogDeterminant();
  for (let i = 0; i < n; i++) value += 0.5 * whitened[i]! * whitened[i]!;
  gradient.fill(0);
  addLikelihoodSlopes(logs, gradient, work);
  return value + addPriors(logs, gradient, work.distances);
}

function addLikelihoodSlopes(logs: Float64Array, gradient: Float64Array, work: FitWorkspace): void {
  const { alpha, inverse, squared, pairs, weights, count: n } = work;
  const d = weights.length;
  const [variance, share] = [Math.exp(logs[d]!), Math.exp(logs[d + 1]!) / d];
  const noise = Math.exp(logs[d + 2]!);
  let [byJoint, byMain, byNoise] = [0, 0, 0];
  for (let a = 0, at = 0; a < n; a++) {
    for (let b = 0; b < a; b++, at++) {
      // Off the diagonal each pair counts twice, which cancels the half in front of the trace.
      const influence = inverse[at]! - alpha[a]! * alpha[b]!;
      const slope = influence * variance * matern52Slope(squared[at]!);
      const main = influence * share;
      let effects = 0;
      for (let j = 0, pair = at * d; j < d; j++, pair++) {
        const distance = pairs[pair]!;
        const effect = 1 / (1 + d * weights[j]! * distance);
        effects += effect;
        gradient[j]! += (slope - main * d * effect * effect) * distance;
      }
      byJoint += influence * matern52(squared[at]!);
      byMain += main * effects;
    }
    const influence = 0.5 * (inverse[at++]! - alpha[a]! * alpha[a]!);
    byJoint += influence;
    byMain += influence * share * d;
    byNoise += influence;
  }
  for (let j = 0; j < d; j++) gradient[j]! *= weights[j]!;
  gradient[d]! += byJoint * variance;
  gradient[d + 1]! += byMain;
  gradient[d + 2]! += byNoise * noise;
}

function factor(logs: Float64Array, work: FitWorkspace): boolean {
  const { cholesky, row, squared, count, pairs, weights } = work;
  const d = weights.length;
  for (let j = 0; j < d; j++) weights[j] = Math.exp(logs[j]!);
  const [variance, main] = [Math.exp(logs[d]!), Math.exp(logs[d + 1]!)];
  const diagonal = variance + main + noiseOf(logs, d);
  cholesky.truncate(0);
  for (let a = 0, at = 0; a < count; a++, at++) {
    for (let b = 0; b < a; b++, at++) {
      let [sum, effects] = [0, 0];
      for (let j = 0, pair = at * d; j < d; j++, pair++) {
        const weighted = weights[j]! * pairs[pair]!;
        sum += weighted;
        effects += 1 / (1 + d * weighted);
      }
      squared[at] = sum;
      row[b] = variance * matern52(sum) + (main / d) * effects;
    }
    row[a] = diagonal;
    if (!cholesky.push(row)) return false;
  }
  return true;
}
