import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type AdditiveLaw, fitAdditiveLaw, type LawFit, lawAt } from './additive-law.js';
import { centralQuantile } from './student-t.js';

/** How intervals are made. */
export interface BootstrapOptions {
  /** Resampled fits. */
  readonly samples: number;
  /** Share of them inside an interval, such as 0.9. */
  readonly level: number;
  readonly seed: number;
}

/** Exponents of resampled fits need not be exact: intervals are far wider. */
const RESAMPLED_PRECISION = 1e-3;
/** Degrees of freedom from which on Student's t is normal to four digits. */
const NEARLY_NORMAL = 10_001;

export const BOOTSTRAP: BootstrapOptions = { samples: 200, level: 0.9, seed: 1 };

/** A number and the interval that holds it with the level asked for. */
export interface Estimate {
  readonly value: number;
  readonly interval: readonly [number, number];
}

/** A fit, its noise, and fits of resampled data. */
export interface BootstrappedFit extends LawFit {
  /** Standard deviation of the residuals, degrees of freedom taken off. */
  readonly noise: number;
  readonly resampled: readonly AdditiveLaw[];
  readonly level: number;
}

/**
 * Fits a law and bootstraps its residuals (Efron 1979; the points themselves are by design, not by chance). Residuals are centred and widened by
 * √(n / (n − p)), since a fit of p parameters takes part of the noise along, and by the ratio of Student's t to the normal, since the noise is
 * itself an estimate.
 */
export function bootstrapLaw(
  logs: readonly (readonly number[])[],
  values: readonly number[],
  { samples, level, seed }: BootstrapOptions = BOOTSTRAP,
): BootstrappedFit {
  const fit = fitAdditiveLaw(logs, values);
  const fitted = values.map((_, i) =>
    lawAt(
      fit.law,
      logs.map((log) => log[i]),
    ),
  );
  const residuals = values.map((value, i) => value - fitted[i]);
  const mean = residuals.reduce((sum, residual) => sum + residual, 0) / residuals.length;
  const freedom = Math.max(1, values.length - parameterCount(logs.length));
  const widen = Math.sqrt(values.length / freedom) * (centralQuantile(level, freedom) / centralQuantile(level, NEARLY_NORMAL));
  const widened = residuals.map((residual) => (residual - mean) * widen);
  const start = fit.law.terms.map(({ exponent }) => exponent);
  const generator = xoroshiro128plus(seed);
  for (let i = 0; i < 16; i++) generator.next();
  const resampled = Array.from({ length: samples }, () => {
    const drawn = fitted.map((value) => value + widened[uniformInt(generator, 0, widened.length - 1)]);
    return fitAdditiveLaw(logs, drawn, { start, precision: RESAMPLED_PRECISION }).law;
  });
  return { ...fit, noise: Math.sqrt(fit.squares / freedom), resampled, level };
}

/** A floor, and an amplitude and an exponent per term. */
export function parameterCount(terms: number): number {
  return 1 + 2 * terms;
}

/** Any number that follows from a law, with its percentile interval. Resampled laws of which it is not finite are left out. */
export function estimate(fit: BootstrappedFit, of: (law: AdditiveLaw) => number): Estimate {
  const values = fit.resampled
    .map(of)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const value = of(fit.law);
  if (values.length === 0) return { value, interval: [value, value] };
  const tail = (1 - fit.level) / 2;
  return { value, interval: [quantile(values, tail), quantile(values, 1 - tail)] };
}

/**
 * Half the prediction interval of one more value, at the level of the fit: what resampled laws say that the fit of `points` points and `terms` terms does
 * not know, and the noise of the value itself.
 */
export function predictionHalfWidth(
  { resampled, noise, level }: BootstrappedFit,
  of: (law: AdditiveLaw) => number,
  points: number,
  terms: number,
): number {
  const values = resampled.map(of);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const freedom = Math.max(1, points - parameterCount(terms));
  return centralQuantile(level, freedom) * Math.sqrt(variance + noise ** 2);
}

/** A quantile of sorted values, interpolated. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}
