export { StudyError } from './errors.js';
export { type EpochReport, type Evaluation, type EvaluationContext, EvaluationError, type Evaluator } from './evaluator.js';
export { type RunStudyOptions, runStudy, type StudyResult } from './run-study.js';
export type { Progress, StudyEvent } from './study-event.js';
export { accuracyMargin, type StudySummary, summarize } from './summary.js';
export { datasetOf, type TrainEvaluatorOptions, trainEvaluator } from './train-evaluator.js';
