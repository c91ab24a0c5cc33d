export type { Candidate } from './candidate.js';
export { enqueueCandidate, type HandMade } from './control/enqueue-candidate.js';
export { type ForkOptions, forkStudy } from './control/fork-study.js';
export { type RequestOutcome, requestStudy, resumeRunning } from './control/request-study.js';
export { type RerunOptions, rerunTrials } from './control/rerun-trials.js';
export { storedExperiment } from './control/stored-experiment.js';
export { PgBossJobs } from './distributed/pg-boss-jobs.js';
export { RemoteTrials, type RemoteTrialsOptions } from './distributed/remote-trials.js';
export { runWorker, type WorkerEvaluator, type WorkerEvent, type WorkerOptions } from './distributed/run-worker.js';
export type { TakenJob, TrialJob, TrialJobs } from './distributed/trial-jobs.js';
export { StudyError } from './errors.js';
export {
  type EpochReport,
  type Evaluation,
  type EvaluationContext,
  EvaluationError,
  type EvaluationSubject,
  type Evaluator,
} from './evaluators/evaluator.js';
export type { ModuleEvaluator, ModuleMetrics } from './evaluators/module-evaluator.js';
export { type EvaluatorOptions, openEvaluator } from './evaluators/open-evaluator.js';
export { datasetOf, recipeOf, trainingSettingsOf } from './evaluators/train-evaluator.js';
export { trialLogPath } from './evaluators/trial-files.js';
export type { DoneTrials, Plan, PlannedTrial } from './plan/plan.js';
export { type PlanResult, runPlan } from './plan/run-plan.js';
export { type RunStudyOptions, runStudy, type StudyResult } from './run-study.js';
export { accuracyMargin } from './statistics/accuracy-margin.js';
export { type Interval, meanInterval } from './statistics/mean-interval.js';
export { kendall, type RankCorrelation, rankCorrelation, spearman } from './statistics/rank-correlation.js';
export { type ScoreRanking, scorePanel } from './statistics/score-panel.js';
export { type StudyScores, studyScores } from './statistics/study-scores.js';
export { buildOf, type CandidateTriples, candidateTriples } from './step1/candidate-triples.js';
export { runStep1, type Step1Options, type Step1Result, studyOfSearch, type TrainedCandidate } from './step1/run-step1.js';
export type { FamilyMember, PredictionCheck, TrainedMember } from './step1/step2.js';
export type { Progress, StudyEvent } from './study-event.js';
export type { SessionOptions, StudySpec } from './study-session.js';
export { budgetOf, type FinalistSummary, type StudySummary, summarize } from './summary.js';
export type { TrialRunner, TrialWatch } from './trial-runner.js';
