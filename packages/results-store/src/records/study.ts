import type { Json } from './json.js';
import type { RunnerStatus } from './runner.js';
import type { Trial, TrialKind, TrialState } from './trial.js';

/**
 * What the study's owner last said about it. `paused` is a study that was stopped in good order (Ctrl-C) and can go on.
 * A runner that was killed says nothing, so `running` alone proves nothing: look at `StudySummary.runner` as well.
 */
export const STUDY_STATES = ['created', 'running', 'paused', 'complete', 'failed'] as const;
export type StudyState = (typeof STUDY_STATES)[number];

export interface NewStudy {
  /** Unique in the store: 1 to 200 characters, no control characters, no space at either end. */
  readonly name: string;
  /** The whole experiment file as it was validated, so that a resume needs nothing else. JSON. */
  readonly spec: unknown;
}

export interface Study {
  readonly name: string;
  readonly spec: Json;
  readonly state: StudyState;
  /** Milliseconds since 1970, as every `…At` here. */
  readonly createdAt: number;
}

export type TrialCounts = Readonly<Record<TrialKind, Readonly<Record<TrialState, number>>>>;

/** One line of a study list. */
export interface StudySummary extends Study {
  readonly counts: TrialCounts;
  /** The complete trial of kind `search` with the highest accuracy; the earlier one of equals. */
  readonly best: Trial | undefined;
  /** Who holds the lease. */
  readonly runner: RunnerStatus | undefined;
}
