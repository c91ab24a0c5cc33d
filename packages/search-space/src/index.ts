export { type ArchitectureSpace, cardinality, type DataShape, type Params } from './architecture-space.js';
export { BUDGET_KEYS, type Budget, type BudgetKey, brokenLimits } from './budget.js';
export { BASELINE_RULES, type Experiment, experimentSchema } from './experiment.js';
export { ExperimentError, parseExperiment } from './experiment-file.js';
export { costOfParams, describeSpace, extreme, type Feasibility, ImpossibleBudgetError, requireSatisfiable } from './feasibility.js';
export { openSpace, presetNames, type SpaceSettings } from './presets/registry.js';
export { formatQuantity, parseQuantity } from './quantity.js';
