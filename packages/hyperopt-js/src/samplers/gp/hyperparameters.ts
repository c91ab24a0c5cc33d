import { GrowingCholesky } from '../../math/growing-cholesky.js';
import { minimizeInBounds } from '../../math/lbfgs.js';
import { type Distances, matern52, matern52Slope } from './kernel.js';

/** Logs of: the weight (inverse squared length) of each dimension, then the kernel's variance, then the noise's. */
export type Hyperparameters = Float64Array;

/** Lowest noise variance, in units of the targets' variance. */
const LEAST_NOISE = 1e-7;

/**
 * Priors. Lengths: log-normal, its middle growing with the root of the number of dimensions (Hvarfner et al., "Vanilla Bayesian
 * Optimization Performs Great in High Dimensions", 2024), numeric ones at their mode of 0.2 and held closer, categorical ones
 * longer and loose. Variance: Gamma(2, 1). Noise: Gamma(1.1, 30), nearly flat towards 0.
 */
const NUMERIC_LENGTH = { log: Math.SQRT2 - 3, spread: 1 };
const CATEGORICAL_LENGTH = { log: 0, spread: Math.sqrt(3) };

/** Where fitting starts without earlier hyperparameters. */
export function initialHyperparameters(dimensions: number): Hyperparameters {
  const start = new Float64Array(dimensions + 2).fill(-2 * Math.log(0.3 * Math.sqrt(dimensions)));
  start[dimensions] = 0;
  start[dimensions + 1] = Math.log(1e-3);
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
  const [n, d] = [targets.length, distances.size];
  const weights = logs.slice(0, d).map(Math.exp);
  const variance = Math.exp(logs[d]!);
  const noise = Math.exp(logs[d + 1]!) + LEAST_NOISE;
  if (!factor(weights, variance, noise, work)) return Number.POSITIVE_INFINITY;
  const { cholesky, whitened, alpha, inverse, squared, pairs } = work;
  cholesky.forward(targets, whitened);
  cholesky.backward(whitened, alpha);
  cholesky.inverseOfMatrix(inverse);
  let value = cholesky.halfLogDeterminant();
  for (let i = 0; i < n; i++) value += 0.5 * whitened[i]! * whitened[i]!;
  gradient.fill(0);
  for (let a = 0, at = 0; a < n; a++) {
    for (let b = 0; b < a; b++, at++) {
      // Off the diagonal each pair counts twice, which cancels the half in front of the trace.
      const influence = inverse[at]! - alpha[a]! * alpha[b]!;
      const slope = influence * variance * matern52Slope(squared[at]!);
      for (let j = 0, pair = at * d; j < d; j++, pair++) gradient[j]! += slope * pairs[pair]!;
      gradient[d]! += influence * variance * matern52(squared[at]!);
    }
    const influence = 0.5 * (inverse[at++]! - alpha[a]! * alpha[a]!);
    gradient[d]! += influence * variance;
    gradient[d + 1]! += influence * (noise - LEAST_NOISE);
  }
  for (let j = 0; j < d; j++) gradient[j]! *= weights[j]!;
  return value + addPriors(logs, gradient, distances);
}

function factor(weights: Float64Array, variance: number, noise: number, work: Workspace): boolean {
  const { cholesky, row, squared, count, pairs } = work;
  const d = weights.length;
  cholesky.truncate(0);
  for (let a = 0, at = 0; a < count; a++, at++) {
    for (let b = 0; b < a; b++, at++) {
      let sum = 0;
      for (let j = 0, pair = at * d; j < d; j++, pair++) sum += weights[j]! * pairs[pair]!;
      squared[at] = sum;
      row[b] = variance * matern52(squared[at]!);
    }
    row[a] = variance + noise;
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
  const [variance, noise] = [Math.exp(logs[d]!), Math.exp(logs[d + 1]!)];
  value += variance - logs[d]! + 30 * noise - 0.1 * logs[d + 1]!;
  gradient[d]! += variance - 1;
  gradient[d + 1]! += 30 * noise - 0.1;
  return value;
}

/** The noise variance of hyperparameters over `dimensions` dimensions. */
export function noiseOf(logs: Hyperparameters, dimensions: number): number {
  return Math.exp(logs[dimensions + 1]!) + LEAST_NOISE;
}
