import type { Architecture } from '@isoflop/blocks';
import type { Trial } from '@isoflop/results-store';

/** A recorded trial that waits for its evaluation. */
export interface Candidate {
  readonly trial: Trial;
  readonly architecture: Architecture;
  /** Place in the order suggested; undefined for a trial that no sampler suggested. */
  readonly index: number | undefined;
}

/** Hands out candidates one by one, each recorded in the store before it is handed out. */
export interface CandidateSource {
  /** The next candidate, or undefined when there is none left. */
  next(): Promise<Candidate | undefined>;
}
