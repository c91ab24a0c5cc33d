import type { Trial } from '@isoflop/results-store';
import type { EpochReport } from './evaluators/evaluator.js';

/** How far a study is. Epochs of candidates not suggested yet are counted as planned. */
export interface Progress {
  readonly finishedTrials: number;
  readonly plannedTrials: number;
  /** Undefined until the first epoch is done. */
  readonly etaSeconds: number | undefined;
}

/** What a running study tells whoever watches. */
export type StudyEvent =
  | { readonly kind: 'trial-started'; readonly trial: Trial; readonly progress: Progress }
  | { readonly kind: 'epoch'; readonly trial: Trial; readonly report: EpochReport; readonly progress: Progress }
  | { readonly kind: 'trial-finished'; readonly trial: Trial; readonly progress: Progress }
  | { readonly kind: 'space-exhausted'; readonly message: string }
  | { readonly kind: 'paused' | 'resumed'; readonly message: string }
  /** No more candidates are started, and why: a limit, or somebody asked. */
  | { readonly kind: 'stopping'; readonly message: string };
