export { largestWithin, type MatchedNetwork } from './match.js';
export {
  type CompoundCoefficients,
  compoundFactors,
  compoundRule,
  depthRule,
  EFFICIENTNET_COEFFICIENTS,
  nominalCost,
  resolutionRule,
  type ScalingRule,
  type ScalingRuleName,
  scalingRules,
  widthRule,
} from './rules.js';
export { type ScaleFactors, ScalingError, scale } from './scale.js';
