import type { Json } from './json.js';
import type { RunnerStatus } from './runner.js';
import type { Trial, TrialKind, TrialState } from './trial.js';

/**
 * What the study's owner last said about it. `paused` is a study that was stopped in good order (Ctrl-C) and can go on.
 * A runner that was killed says nothing, so `running` alone proves nothing: look at `StudySummary.runner` as well.
 */
export const STUDY_STATES = ['created', 'running', 'paused', 'complete', 'failed'] as const;
export type StudyState = (typeof STUDY_STATES)[number];

/**
 * What somebody asks of a study that is being run. `pause`: start no candidate until it is taken back; `stop`: finish those under way and end;
 * `cancel`: put those under way back and end at once.
 */
export const STUDY_REQUESTS = ['pause', 'stop', 'cancel'] as const;
export type StudyRequest = (typeof STUDY_REQUESTS)[number];

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
  /** For its runner, until it has done so. */
  readonly request: StudyRequest | null;
  /** Milliseconds since 1970, as every `…At` here. */
  readonly createdAt: number;
}

/** Another experiment for a study that has trials already. */
export interface StudyRevision {
  /** As `NewStudy.spec`. */
  readonly spec: unknown;
  /** What is different, for the history. JSON. */
  readonly changes: object;
  /** Drops what was saved of the sampler, which does not fit the new experiment; trials stay. */
  readonly forgetSampler: boolean;
}

/** How far a study has come. Whoever kept an earlier position knows by it what to read again. */
export interface StudyPosition {
  readonly name: string;
  /** Of the study: another study of the same name has another. */
  readonly createdAt: number;
  /** The id of its latest event, 0 where it has none. */
  readonly lastEvent: number;
  /** The number of its last trial, 0 where it has none. */
  readonly lastTrial: number;
  /** Who holds the lease. That a holder died is no event. */
  readonly runner: RunnerStatus | undefined;
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
