export {
  InvalidRecordError,
  LeaseLostError,
  ResultsStoreError,
  StoreUnavailableError,
  StudyBusyError,
  StudyExistsError,
  TrialStateError,
  UnknownStudyError,
  UnknownTrialError,
} from './errors.js';
export { type OpenOptions, openStore } from './open-store.js';
export type { Annotation, AnnotationChange } from './records/annotation.js';
export type { Artifact, ArtifactInput } from './records/artifact.js';
export type { EventQuery, StudyEvent } from './records/event.js';
export type { Json, JsonObject } from './records/json.js';
export type { Metric, MetricReport } from './records/metric.js';
export type { RestoredRecords, RestoredStudy, RestoredTrial } from './records/restored.js';
export type { RunnerIdentity, RunnerInfo, RunnerLease, RunnerStatus } from './records/runner.js';
export type { SamplerRecord } from './records/sampler-record.js';
export type { StoreProblem } from './records/store-problem.js';
export {
  type NewStudy,
  STUDY_REQUESTS,
  STUDY_STATES,
  type Study,
  type StudyPosition,
  type StudyRequest,
  type StudyRevision,
  type StudyState,
  type StudySummary,
  type TrialCounts,
} from './records/study.js';
export {
  type Attempt,
  type CostRange,
  FRONT_COSTS,
  type FrontCost,
  type FrontQuery,
  LOG_TAIL_CHARACTERS,
  type NewTrial,
  TRIAL_KINDS,
  TRIAL_ORDERS,
  TRIAL_STATES,
  type Trial,
  type TrialCost,
  type TrialKind,
  type TrialMeasures,
  type TrialOrder,
  type TrialOutcome,
  type TrialQuery,
  type TrialState,
} from './records/trial.js';
export { type BriefQuery, briefOf, type TrialBrief } from './records/trial-brief.js';
export type { TrialStart, TrialWorker } from './records/trial-worker.js';
export type { RequeueOptions, ResultsStore, StoreOptions } from './store.js';
export { readStudyCsv, writeStudyCsv } from './transfer/csv.js';
export { readStudyLines, writeStudyLines } from './transfer/json-lines.js';
export { type OptunaOptions, readOptunaStudy } from './transfer/optuna.js';
export { TransferError } from './transfer/transfer-error.js';
