import type { Trial } from '@isoflop/results-store';
import type { Candidate } from './candidate.js';
import type { EpochReport } from './evaluators/evaluator.js';

/** What a study wants to know of a trial under way. */
export interface TrialWatch {
  /** Aborting ends the evaluation; its trial is left unfinished. */
  readonly signal: AbortSignal;
  readonly onStart: (trial: Trial) => void;
  /** Called once per epoch, in order. Returns whether the trial should be stopped as too weak. */
  readonly onEpoch: (trial: Trial, report: EpochReport) => boolean;
}

/** Where trials are evaluated: in this process, or wherever there are workers. */
export interface TrialRunner {
  /** Starts a queued trial, has it evaluated, and sees to it that it ends in the store: complete, pruned or failed. Rejects where the study cannot go on. */
  run(candidate: Candidate, watch: TrialWatch): Promise<Trial>;
}
