export {
  type ArchitectureSpace,
  type BranchValue,
  cardinality,
  type DataShape,
  type Params,
  type ParamValue,
  type SpacePart,
} from './architecture-space.js';
export { BUDGET_KEYS, type Budget, type BudgetCost, type BudgetKey, brokenLimits, budgetRanges } from './budget.js';
export type { Uniform } from './counting/uniform.js';
export { defineSpace, type NetworkSettings, SpaceBuilder, type StageSpec } from './define-space.js';
export type { DimensionList, DimensionLists, ValuesOf } from './dimensions.js';
export { BACKENDS, BASELINE_RULES, type Experiment, experimentSchema, SAMPLERS } from './experiment.js';
export { ExperimentError, experimentErrorAt, parseExperiment } from './experiment-file.js';
export { describeSpace, type Feasibility, type MacsSummary } from './feasibility/describe-space.js';
export { ImpossibleBudgetError, requireSatisfiable } from './feasibility/impossible-budget.js';
export { type FeasibleSampler, feasibleSampler } from './feasible-sampler.js';
export { experimentJsonSchema } from './json-schema.js';
export { openSpace, presetNames, type SpaceSettings, tableKeyOf } from './presets/registry.js';
export { formatQuantity, parseMilliseconds, parseQuantity, parseShare } from './quantity.js';
export { parseScalingSearch, type ScalingSearch, scalingSearchJsonSchema } from './scaling-search.js';
