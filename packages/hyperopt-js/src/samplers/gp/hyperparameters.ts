import { GrowingCholesky } from '../../math/growing-cholesky.js';
import { minimizeInBounds } from '../../math/lbfgs.js';
import { type Distances, matern52, matern52Slope } from './kernel.js';

/** Logs of: the weight (inverse squared length) of each dimension, then the variances of the joint kernel, of the main effects and of the noise. */
export type Hyperparameters = Float64Array;

/** Lowest noise variance, in units of the targets' variance. */
const LEAST_NOISE = 1e-7;

/**
 * Priors. Lengths: log-normal, its middle growing with the root of the number of dimensions (Hvarfner et al., "Vanilla Bayesian
 * Optimization Performs Great in High Dimensions", 2024), numeric ones with their middle at exp(sqrt(2) - 3), categorical ones
 * longer. Variances: Gamma(2, 1). Noise: Gamma(1.1, 30), nearly flat towards 0.
 */
const NUMERIC_LENGTH = { log: Math.SQRT2 - 3, spread: 1 };
const CATEGORICAL_LENGTH = { log: 0, spread: 1 };

/** Where fitting starts without earlier hyperparameters. */
export function initialHyperparameters(dimensions: number): Hyperparameters {
  const start = new Float64Array(dimensions + 3).fill(-2 * Math.log(0.3 * Math.sqrt(dimensions)));
  start.set([Math.log(0.5), Math.log(0.5), Math.log(1e-3)], dimensions);
  return start;
}

/**
 * Hyperparameters of maximum posterior density for targets of mean 0 and variance 1, from `start`.
 * @param rows the points, one row of `distances.size` after the other.
 */
export function fitHyperparameters(
  distances: Distances,
  rows: Float64Array,
  targets: Float64Array,
  start: Hyperparameters,
  iterations: number,
): Hyperparameters {
  const best = Float64Array.from(start);
  const work = new Workspace(distances, rows);
  minimizeInBounds((logs, gradient) => negativeLogPosterior(distances, rows, targets, logs, gradient, work), best, -18, 8, iterations);
  return best;
}

class Workspace {
  readonly cholesky: GrowingCholesky;
  readonly row: Float64Array;
  readonly squared: Float64Array;
  readonly inverse: Float64Array;
  readonly whitened: Float64Array;
  readonly alpha: Float64Array;
  readonly weights: Float64Array;

  /** Distances of each pair of points, one row of dimensions per packed entry: they stay while the weights change. */
  readonly pairs: Float64Array;
  readonly count: number;

  constructor(distances: Distances, rows: Float64Array) {
    const d = distances.size;
    const count = rows.length / d;
    this.count = count;
    this.pairs = new Float64Array(((count * (count + 1)) / 2) * d);
    for (let a = 0, at = 0; a < count; a++) {
      for (let b = 0; b <= a; b++) for (let j = 0; j < d; j++) this.pairs[at++] = distances.at(j, rows[a * d + j]!, rows[b * d + j]!);
    }
    this.cholesky = new GrowingCholesky(count);
    this.row = new Float64Array(count);
    this.squared = new Float64Array((count * (count + 1)) / 2);
    this.inverse = new Float64Array((count * (count + 1)) / 2);
    this.whitened = new Float64Array(count);
    this.alpha = new Float64Array(count);
    this.weights = new Float64Array(d);
  }
}

/** Minus the log marginal likelihood (Rasmussen and Williams, equation 5.8) minus the log priors; the gradient is by the logs. */
export function negativeLogPosterior(
  distances: Distances,
  rows: Float64Array,
  targets: Float64Array,
  logs: Float64Array,
  gradient: Float64Array,
  work: Workspace = new Workspace(distances, rows),
): number {
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
  return value + addPriors(logs, gradient, distances);
}

function addLikelihoodSlopes(logs: Float64Array, gradient: Float64Array, work: Workspace): void {
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

function factor(logs: Float64Array, work: Workspace): boolean {
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

function addPriors(logs: Float64Array, gradient: Float64Array, distances: Distances): number {
  const d = distances.size;
  let value = 0;
  for (let j = 0; j < d; j++) {
    const { log, spread } = distances.categorical(j) ? CATEGORICAL_LENGTH : NUMERIC_LENGTH;
    const precision = 1 / (2 * spread) ** 2;
    const off = logs[j]! + 2 * log + Math.log(d);
    value += 0.5 * precision * off * off;
    gradient[j]! += precision * off;
  }
  for (const at of [d, d + 1]) {
    const variance = Math.exp(logs[at]!);
    value += variance - logs[at]!;
    gradient[at]! += variance - 1;
  }
  const noise = Math.exp(logs[d + 2]!);
  value += 30 * noise - 0.1 * logs[d + 2]!;
  gradient[d + 2]! += 30 * noise - 0.1;
  return value;
}

/** The noise variance of hyperparameters over `dimensions` dimensions. */
export function noiseOf(logs: Hyperparameters, dimensions: number): number {
  return Math.exp(logs[dimensions + 2]!) + LEAST_NOISE;
}
