export type { Analyzable } from './analysis/analyzable.js';
export { bestSoFar } from './analysis/best-so-far.js';
export { edf } from './analysis/edf.js';
export { SpaceExhaustedError } from './errors.js';
export { type FminOptions, fmin } from './hyperopt/fmin.js';
export { HpNode, hp } from './hyperopt/hp.js';
export { type FanovaOptions, fanova } from './importance/fanova.js';
export { type PedAnovaOptions, pedAnova } from './importance/ped-anova.js';
export { type ObjectiveFunction, type OptimizeOptions, type OptimizeResult, optimize, type TrialHandle } from './optimize.js';
export { dominates } from './pareto/dominates.js';
export { hypervolume } from './pareto/hypervolume.js';
export { nonDominatedRanks } from './pareto/non-dominated-ranks.js';
export { paretoFront } from './pareto/pareto-front.js';
export { type FrontOptions, FrontPruner } from './pruners/front-pruner.js';
export { type HyperbandOptions, HyperbandPruner } from './pruners/hyperband-pruner.js';
export { type PatientOptions, PatientPruner } from './pruners/patient-pruner.js';
export { MedianPruner, type PercentileOptions, PercentilePruner } from './pruners/percentile-pruner.js';
export type { Pruner, PrunerContext } from './pruners/pruner.js';
export { type SuccessiveHalvingOptions, SuccessiveHalvingPruner } from './pruners/successive-halving-pruner.js';
export { type ThresholdOptions, ThresholdPruner } from './pruners/threshold-pruner.js';
export { type WilcoxonOptions, WilcoxonPruner } from './pruners/wilcoxon-pruner.js';
export { Rng } from './rng.js';
export { AutoSampler } from './samplers/auto-sampler.js';
export { CMAESSampler } from './samplers/cmaes-sampler.js';
export { type EvolutionOptions, EvolutionSampler } from './samplers/evolution-sampler.js';
export { type GPOptions, GPSampler } from './samplers/gp-sampler.js';
export { type GridOptions, GridSampler } from './samplers/grid-sampler.js';
export { NSGA2Sampler, type PopulationOptions } from './samplers/nsga2-sampler.js';
export { NSGA3Sampler } from './samplers/nsga3-sampler.js';
export { QMCSampler } from './samplers/qmc-sampler.js';
export { RandomSampler } from './samplers/random-sampler.js';
export type { Sampler, SamplerContext, SamplerRun } from './samplers/sampler.js';
export { type TPEOptions, TPESampler } from './samplers/tpe-sampler.js';
export { categorical } from './space/categorical.js';
export { choice } from './space/choice.js';
export { CompiledSpace, type Point } from './space/compiled-space.js';
export type { Dimension } from './space/dimension.js';
export { float } from './space/float.js';
export { int } from './space/int.js';
export type {
  CategoricalParameter,
  CategoryValue,
  ChoiceParameter,
  FloatParameter,
  IntParameter,
  Parameter,
  ParamsOf,
  Space,
  ValueOf,
} from './space/parameter.js';
export type { Vary } from './space/vary.js';
export { type StopRule, type StopView, stopAfterFailures, stopAtValue, stopWithoutImprovement } from './stop-rules.js';
export { createStudy, Study } from './study.js';
export type { StudyJSON } from './study-json.js';
export type { Draw, Feasible, Known, StudyOptions } from './study-options.js';
export { samplerContract } from './testing/sampler-contract.js';
export type { Direction, Observation, StepReport, Trial, TrialRecord, TrialResult, TrialState } from './trial.js';
