import type { Architecture } from '@isoflop/blocks';
import type { Axis, ScaleFactors } from '../rules/factors.js';
import { type CompoundCoefficients, factorsOfPhi, requireCoefficients } from '../rules/rules.js';
import { type Scaler, scale } from '../rules/scale.js';
import { BlockPricer, type SumCost } from './block-pricer.js';
import { type Match, match } from './match.js';
import { counterOf, type Metric, NOMINAL } from './metric.js';

/** One member of a family: what it was meant to cost and what it does. */
export interface ScaledMember {
  readonly factors: ScaleFactors;
  /** Relative to the base, before rounding. */
  readonly nominal: number;
  readonly architecture: Architecture;
  readonly real: SumCost & { readonly factor: number };
}

/** The network of some factors, with nominal and counted cost relative to the base. */
export function scaledMember(base: Architecture, factors: ScaleFactors, build: Scaler = scale, pricer = new BlockPricer()): ScaledMember {
  const architecture = build(base, factors);
  const real = pricer.price(architecture);
  return { factors, nominal: NOMINAL.macs(factors), architecture, real: { ...real, factor: real.macs / pricer.price(base).macs } };
}

/** A family by compound coefficients: B1 to B7 of a base, as the paper means them. Throws `ScalingError` for coefficients below 1 and phi that is not finite. */
export function compoundFamily(
  base: Architecture,
  coefficients: CompoundCoefficients,
  phis: readonly number[],
  build: Scaler = scale,
): (ScaledMember & { readonly phi: number })[] {
  requireCoefficients(coefficients);
  const pricer = new BlockPricer();
  return phis.map((phi) => ({ phi, ...scaledMember(base, factorsOfPhi(coefficients, phi), build, pricer) }));
}

/** What a family is matched in. */
export interface FamilyMatch {
  readonly metric: Metric;
  readonly tolerance: number;
  readonly solveFor: Axis | 'auto';
}

/** The factors of each member moved so that its counted cost is what they promise: the base's, times their nominal cost. */
export function matchFamily(
  base: Architecture,
  members: readonly ScaleFactors[],
  { metric, tolerance, solveFor }: FamilyMatch,
  build: Scaler = scale,
): Match[] {
  const measure = counterOf(metric);
  const unit = measure(base);
  return members.map((factors) =>
    match({ base, build, factors, metric, target: unit * NOMINAL[metric](factors), tolerance, solveFor }, measure),
  );
}
