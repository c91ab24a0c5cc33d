import type { Trial } from '@isoflop/results-store';
import type { Candidate } from './candidate.js';
import type { EvaluationWatch } from './evaluate-trial.js';

/** What a study wants to know of a trial under way. */
export interface TrialWatch extends EvaluationWatch {
  readonly onStart: (trial: Trial) => void;
}

/** Where trials are evaluated: in this process, or wherever there are workers. */
export interface TrialRunner {
  /** How many trials may be handed over at once. */
  readonly slots: number;
  /** How many of them may wait for their start; more are not suggested. */
  readonly mostWaiting: number;
  /** Has a trial started and evaluated, and sees to it that it ends in the store: complete, pruned or failed. Rejects where the study cannot go on. */
  run(candidate: Candidate, watch: TrialWatch): Promise<Trial>;
}
