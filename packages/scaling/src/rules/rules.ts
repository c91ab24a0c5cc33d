import { ScalingError } from '../scaling-error.js';
import { nominalCost, type ScaleFactors } from './factors.js';
import { regnetScaler } from './regnet.js';
import { ROUNDINGS, type Rounding } from './rounding.js';
import { type Scaler, scalerOf } from './scale.js';
import { stageWeightedScaler } from './stage-weighted.js';

/** How factors become a network. */
export interface Construction {
  readonly build: Scaler;
  /** The rounding of `build`; missing where that does more than round (regeneration, stage weights). */
  readonly rounding?: Rounding;
}

/** A way to spend `times` the multiply-adds of a base, and how the factors become a network. */
export interface ScalingRule extends Construction {
  /** Factors whose nominal cost (`nominalCost`) is `times`; below 1 they scale down. */
  readonly factors: (times: number) => ScaleFactors;
}

/** Construction by a rounding alone. */
export function rounded(rounding: Rounding): Construction {
  return { build: scalerOf(rounding), rounding };
}

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

/** No network that can be counted exactly costs more times its base, or fewer. */
const MOST_DOUBLINGS = 40;

/** `compoundFactors` of a phi that somebody gave. Throws `ScalingError` for one that is not finite, or so large that no network can be built. */
export function factorsOfPhi(coefficients: CompoundCoefficients, phi: number): ScaleFactors {
  const most = Math.floor((MOST_DOUBLINGS / Math.log2(nominalCost(compoundFactors(coefficients, 1)))) * 10) / 10;
  if (Math.abs(phi) <= most) return compoundFactors(coefficients, phi);
  const nearest = Number.isNaN(phi) ? 'use 1 for about twice the multiply-adds' : `the nearest legal value is ${Math.sign(phi) * most}`;
  throw new ScalingError(`phi must be a number from ${-most} to ${most}, got ${phi}; ${nearest}`);
}

/**
 * Spends the factor by compound coefficients: phi = log(times) / log(alpha * beta^2 * gamma^2).
 * Throws `ScalingError` for a coefficient below 1, and where all are 1.
 */
export function compoundRule(
  coefficients: CompoundCoefficients = EFFICIENTNET_COEFFICIENTS,
  construction: Construction = rounded(ROUNDINGS.efficientnet),
): ScalingRule {
  requireCoefficients(coefficients);
  const perPhi = Math.log(nominalCost(compoundFactors(coefficients, 1)));
  return { ...construction, factors: (times) => compoundFactors(coefficients, Math.log(times) / perPhi) };
}

/** Throws `ScalingError` unless all coefficients are at least 1 and one is above it: the paper's constraint, without which phi has no direction. */
export function requireCoefficients(coefficients: CompoundCoefficients): void {
  for (const [name, value] of Object.entries(coefficients)) {
    if (value >= 1 && Number.isFinite(value)) continue;
    throw new ScalingError(
      `${name} must be at least 1, got ${value}; the nearest legal value is 1, and a negative phi (or a factor below 1) scales down`,
    );
  }
  if (Object.values(coefficients).some((value) => value > 1)) return;
  throw new ScalingError('alpha, beta, gamma: one of them must be above 1, got 1, 1, 1; use 1.2, 1.1, 1.15 for those of EfficientNet');
}

/** Shares of a factor: d, w and r of its logarithm, g of the width of groups (Dollár et al. 2021). */
export interface DwgrWeights {
  readonly d?: number;
  readonly w?: number;
  readonly g?: number;
  readonly r?: number;
}

/**
 * The family of pycls: with s = d + w + r, depth grows with times^(d/s), width with times^(w/2s), the channels of a group with times^(g/2s)
 * and resolution with times^(r/2s) (Dollár, Singh and Girshick 2021, section 5; pycls `scaling_factors`).
 */
export function dwgrRule({ d = 0, w = 0, g = 0, r = 0 }: DwgrWeights, construction: Construction = rounded(ROUNDINGS.pycls)): ScalingRule {
  const sum = d + w + r;
  if (![d, w, g, r].every((weight) => weight >= 0 && Number.isFinite(weight)) || sum === 0) {
    throw new ScalingError(`weights must be at least 0 and one of d, w, r above it, got d ${d}, w ${w}, g ${g}, r ${r}; use d1_w8_g8_r1`);
  }
  return {
    ...construction,
    factors: (times) => ({
      depth: times ** (d / sum),
      width: times ** (w / sum / 2),
      resolution: times ** (r / sum / 2),
      groupWidth: times ** (g / sum / 2),
    }),
  };
}

/** Spends the factor on the named dimensions in equal parts of its logarithm, with EfficientNet's rounding and the number of groups kept. */
function equalParts(axes: 'd' | 'w' | 'r' | 'dw' | 'dr' | 'wr' | 'dwr'): ScalingRule {
  const rule = dwgrRule(Object.fromEntries([...axes].map((axis) => [axis, 1])), rounded(ROUNDINGS.efficientnet));
  return {
    ...rule,
    factors: (times) => {
      const { depth, width, resolution } = rule.factors(times);
      return { depth, width, resolution };
    },
  };
}

/** The dWr strategy: nearly all on width, with groups that widen alike. */
const DWR = { d: 1, w: 8, g: 8, r: 1 } as const;

/** Rules by the name they have on the command line and in experiment files. */
export const scalingRules = {
  depth: equalParts('d'),
  width: equalParts('w'),
  resolution: equalParts('r'),
  'depth-width': equalParts('dw'),
  'depth-resolution': equalParts('dr'),
  'width-resolution': equalParts('wr'),
  uniform: equalParts('dwr'),
  /** Tan and Le 2019. */
  compound: compoundRule(),
  /** The same with the rounding of EfficientNetV2's code. */
  'compound-v2': compoundRule(EFFICIENTNET_COEFFICIENTS, rounded(ROUNDINGS['efficientnet-v2'])),
  /** Compound, with most new layers in the last stages and at most 480 pixels (Tan and Le 2021, section 3.3). */
  'stage-weighted': compoundRule(EFFICIENTNET_COEFFICIENTS, { build: stageWeightedScaler() }),
  /** Dollár et al. 2021. */
  dwr: dwgrRule(DWR),
  /** dWr on the parameters of a RegNet, whose stages are then generated anew. */
  regnet: dwgrRule(DWR, { build: regnetScaler }),
} as const satisfies Readonly<Record<string, ScalingRule>>;

export type ScalingRuleName = keyof typeof scalingRules;

/** The rule of a name, or of pycls's strings such as `d1_w8_g8_r1`. Throws `ScalingError` for any other text. */
export function ruleNamed(text: string): ScalingRule {
  if (Object.hasOwn(scalingRules, text)) return scalingRules[text as ScalingRuleName];
  const parts = text.split('_').map((part) => /^([dwgr])(\d+(?:\.\d+)?)$/.exec(part));
  const axes = parts.map((match) => match?.[1]);
  if (parts.every((match) => match !== null) && new Set(axes).size === axes.length) {
    return dwgrRule(Object.fromEntries(parts.map((match) => [match![1], Number(match![2])])));
  }
  throw new ScalingError(
    `a rule is one of ${Object.keys(scalingRules).join(', ')}, or weights such as d1_w8_g8_r1, got ${text}; use compound for EfficientNet's`,
  );
}
