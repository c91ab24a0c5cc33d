import { ScalingError } from '../scaling-error.js';
import { type AdditiveLaw, lawAt } from './additive-law.js';
import {
  BOOTSTRAP,
  type BootstrapOptions,
  type BootstrappedFit,
  bootstrapLaw,
  type Estimate,
  estimate,
  parameterCount,
  predictionHalfWidth,
} from './bootstrap.js';

/** Error at a cost. */
export interface ComputePoint {
  readonly macs: number;
  readonly error: number;
}

/** error = floor + amplitude · (macs / referenceMacs)^(−exponent). */
export interface ComputeLaw {
  readonly referenceMacs: number;
  readonly floor: Estimate;
  readonly amplitude: Estimate;
  readonly exponent: Estimate;
  readonly fit: BootstrappedFit;
}

/** Fits error against compute. Throws `ScalingError` for fewer than five points or costs that span less than twice. */
export function fitComputeLaw(points: readonly ComputePoint[], options: BootstrapOptions = BOOTSTRAP): ComputeLaw {
  const costs = points.map(({ macs }) => macs);
  const span = Math.max(...costs) / Math.min(...costs);
  const needed = parameterCount(1) + 2;
  if (points.length < needed || !(span >= 2)) {
    throw new ScalingError(
      `compute law: at least ${needed} budgets that span 2x are needed, got ${points.length} that span ${span.toFixed(2)}x; train at more budgets`,
    );
  }
  const referenceMacs = Math.exp(costs.reduce((sum, macs) => sum + Math.log(macs), 0) / costs.length);
  const fit = bootstrapLaw(
    [costs.map((macs) => Math.log(macs / referenceMacs))],
    points.map(({ error }) => error),
    options,
  );
  return {
    referenceMacs,
    floor: estimate(fit, ({ floor }) => floor),
    amplitude: estimate(fit, ({ terms }) => terms[0].amplitude),
    exponent: estimate(fit, ({ terms }) => terms[0].exponent),
    fit,
  };
}

/** Error that the law gives a cost. */
export function computeErrorAt({ referenceMacs, fit }: ComputeLaw, macs: number, law: AdditiveLaw = fit.law): number {
  return lawAt(law, [Math.log(macs / referenceMacs)]);
}

/** An error that a law foretells, and half its prediction interval at the law's level. */
export interface ComputePrediction {
  readonly error: number;
  readonly halfWidth: number;
}

/** What the error of one more network at a cost will be: the interval covers what the fit of `points` points does not know, and that network's own noise. */
export function predictError(law: ComputeLaw, macs: number, points: number): ComputePrediction {
  const halfWidth = predictionHalfWidth(law.fit, (sample) => computeErrorAt(law, macs, sample), points, 1);
  return { error: computeErrorAt(law, macs), halfWidth };
}
