import type { Distances } from './kernel.js';

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

/** Minus the log priors of hyperparameters; the derivatives are added to `gradient`. */
export function addPriors(logs: Float64Array, gradient: Float64Array, distances: Distances): number {
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
