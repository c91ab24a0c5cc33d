import type { Trial } from './trial.js';

/** What lists and plots show of a trial: all but its log and facts, of which two remain. */
export interface TrialBrief extends Omit<Trial, 'id' | 'study' | 'logTail' | 'facts'> {
  /** Trained epochs, where the facts say so. */
  readonly epochs: number | null;
  /** Of one image, the median, where it was measured. */
  readonly latencyMs: number | null;
}

/** Which trials: some by their numbers, or the next ones by number. */
export type BriefQuery = { readonly numbers: readonly number[] } | { readonly after: number; readonly limit: number };

export function briefOf({ id: _, study: __, logTail: ___, facts, ...trial }: Trial): TrialBrief {
  return { ...trial, epochs: numberOrNull(facts?.epochs), latencyMs: numberOrNull(facts?.latencyMs) };
}

export function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
