export { type Cliff, type CliffSearch, cliffsNear, type Snap, snapOffers } from './explain/cliffs.js';
export { type ImpliedPhi, type PhiForensics, phiForensics, RELEASED_ROWS, rowsOf, type TableRow } from './explain/forensics.js';
export { type PartLedger, type RoundingLedger, type RoundingMacs, roundingLedger } from './explain/microscope.js';
export type { AdditiveLaw, PowerTerm } from './fit/additive-law.js';
export { BOOTSTRAP, type BootstrapOptions, type Estimate } from './fit/bootstrap.js';
export {
  type ComputeLaw,
  type ComputePoint,
  type ComputePrediction,
  computeErrorAt,
  fitComputeLaw,
  predictError,
} from './fit/compute-law.js';
export { fitStudy, type Residual, type StudyFit } from './fit/fit-study.js';
export type { HeldOutCheck } from './fit/held-out.js';
export { parabolaExponent } from './fit/parabola.js';
export {
  budgetExponents,
  type Elasticities,
  elasticities,
  errorAt,
  fitShapeLaw,
  type OptimalShape,
  optimalShape,
  type Shape,
  type ShapeLaw,
  type ShapePoint,
} from './fit/shape-law.js';
export { measuredShape, shapePoints, type TrainedNetwork } from './fit/trained-network.js';
export { isoFlopValley, type Valley, type ValleyPoint } from './fit/valley.js';
export type { FitWarning } from './fit/warnings.js';
export { type EqualBudget, type EqualBudgetCandidate, type EqualBudgetLayout, equalBudgetCandidates } from './layout/equal-budget.js';
export { simplexTriples, type TripleGrid, tripleGrid } from './layout/triples.js';
export { BlockPricer, type SumCost } from './match/block-pricer.js';
export { compoundFamily, type FamilyMatch, matchFamily, type ScaledMember, scaledMember } from './match/family.js';
export { largestWithin, type MatchedNetwork } from './match/largest-within.js';
export { type Match, type MatchRequest, match } from './match/match.js';
export { matchAlongRule, type RuleMatch } from './match/match-along-rule.js';
export { type MeasuredRequest, matchMeasured } from './match/match-measured.js';
export { matchRule, type RuleTarget } from './match/match-rule.js';
export { counterOf, METRICS, type Measure, type Metric, NOMINAL } from './match/metric.js';
export { nearestSide, type Problem, type Reached, type Sides, solve, solveMeasured } from './match/solve.js';
export { AXES, type Axis, MACS_POWER, nominalCost, type ScaleFactors } from './rules/factors.js';
export { type FamilyMember, type FamilyTable, type FamilyTableName, familyMember, familyTables } from './rules/families.js';
export { ROUNDINGS, type Rounding, type RoundingName } from './rules/rounding.js';
export {
  type CompoundCoefficients,
  type Construction,
  compoundFactors,
  compoundRule,
  type DwgrWeights,
  dwgrRule,
  EFFICIENTNET_COEFFICIENTS,
  factorsOfPhi,
  requireCoefficients,
  rounded,
  ruleNamed,
  type ScalingRule,
  type ScalingRuleName,
  scalingRules,
} from './rules/rules.js';
export { type Scaler, scale, scalerOf } from './rules/scale.js';
export { ScalingError } from './scaling-error.js';
export {
  COMPARE_OPTIONS,
  type CompareOptions,
  compareTriples,
  type Step1Verdict,
  type TrainedTriple,
  type TripleComparison,
} from './step1/compare-triples.js';
export { type DroppedTriple, type Race, raceTriples, raceVerdict } from './step1/race-triples.js';
export { holm, type TestedDifference, type TwoWayTest, twoWayTest } from './step1/two-way-test.js';
