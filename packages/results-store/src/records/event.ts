import type { JsonObject } from './json.js';

/** One line of a study's history. Events are only ever added; they go when their study is deleted. */
export interface StudyEvent {
  /** Grows with every event of the store, so it serves as a cursor. */
  readonly id: number;
  readonly study: string;
  /** The trial's number within the study. */
  readonly trial: number | null;
  /**
   * `study-created`, `study-<state>`, `study-request`, `study-revised`, `study-annotated`; `trial-annotated`, `trial-created`, `trial-started`, `trial-requeued`, `trial-complete`, `trial-pruned`, `trial-reopened`, `trial-failed`;
   * `runner-acquired`, `runner-released`; or the caller's own.
   */
  readonly kind: string;
  readonly data: JsonObject;
  readonly at: number;
}

export interface EventQuery {
  readonly study?: string;
  /** Only events with a greater id. */
  readonly after?: number;
  readonly limit?: number;
}
