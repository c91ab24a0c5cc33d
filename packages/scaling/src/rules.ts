import type { ScaleFactors } from './scale.js';

/** Ways to spend `factor` times the multiply-adds, before rounding: these grow with depth, the square of width and the square of resolution. */
export type ScalingRule = (factor: number) => ScaleFactors;

/** EfficientNet's coefficients: depth is multiplied by alpha^phi, width by beta^phi, resolution by gamma^phi. */
export interface CompoundCoefficients {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

/** The coefficients that EfficientNet's grid search found on B0 (Tan and Le 2019, section 3.3). */
export const EFFICIENTNET_COEFFICIENTS: CompoundCoefficients = { alpha: 1.2, beta: 1.1, gamma: 1.15 };

/** Factors of the compound coefficient phi (Tan and Le 2019, equation 3). */
export function compoundFactors({ alpha, beta, gamma }: CompoundCoefficients, phi: number): ScaleFactors {
  return { depth: alpha ** phi, width: beta ** phi, resolution: gamma ** phi };
}

/** Multiply-adds that factors are meant to cost, relative to the base and before rounding. */
export function nominalCost({ depth, width, resolution }: ScaleFactors): number {
  return depth * width ** 2 * resolution ** 2;
}

/** Spends the whole factor on depth. */
export const depthRule: ScalingRule = (factor) => ({ depth: factor, width: 1, resolution: 1 });

/** Spends the whole factor on width. */
export const widthRule: ScalingRule = (factor) => ({ depth: 1, width: Math.sqrt(factor), resolution: 1 });

/** Spends the whole factor on resolution. */
export const resolutionRule: ScalingRule = (factor) => ({ depth: 1, width: 1, resolution: Math.sqrt(factor) });

/** Spends the factor by compound coefficients: phi = log(factor) / log(alpha * beta^2 * gamma^2). */
export function compoundRule(coefficients: CompoundCoefficients = EFFICIENTNET_COEFFICIENTS): ScalingRule {
  const perPhi = Math.log(nominalCost(compoundFactors(coefficients, 1)));
  return (factor) => compoundFactors(coefficients, Math.log(factor) / perPhi);
}

/** Rules by the name they have on the command line and in experiment files. */
export const scalingRules = {
  depth: depthRule,
  width: widthRule,
  resolution: resolutionRule,
  compound: compoundRule(),
} as const satisfies Readonly<Record<string, ScalingRule>>;

export type ScalingRuleName = keyof typeof scalingRules;
