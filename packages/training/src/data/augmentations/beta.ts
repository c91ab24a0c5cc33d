import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { gaussian, uniform } from '../../random.js';

/** A draw from Beta(alpha, alpha), for alpha > 0: G1 / (G1 + G2) of two Gamma(alpha) draws. */
export function symmetricBeta(alpha: number, generator: RandomGenerator): number {
  const first = logGamma(alpha, generator);
  const second = logGamma(alpha, generator);
  // By logarithms: with a small alpha both draws may be too small for a float.
  return 1 / (1 + Math.exp(second - first));
}

/** Logarithm of a draw from Gamma(shape, 1) (Marsaglia and Tsang 2000; below 1 with their boost, U^(1 / shape) · Gamma(shape + 1)). */
function logGamma(shape: number, generator: RandomGenerator): number {
  if (shape < 1) return logGamma(shape + 1, generator) + Math.log(1 - uniform(generator, 0, 1)) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = gaussian(generator);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - uniform(generator, 0, 1)) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}
