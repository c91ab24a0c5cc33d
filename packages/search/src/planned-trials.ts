import type { Trial } from '@isoflop/results-store';

/** Whether a trial is one of the `search.trials`: a candidate of its own, not a second measurement, and not dropped before it was ever started. */
export function isPlanned({ kind, rerunOf, state, startedAt }: Trial): boolean {
  return kind === 'search' && rerunOf === null && !(state === 'pruned' && startedAt === null);
}

export function plannedTrials(trials: readonly Trial[]): number {
  return trials.filter(isPlanned).length;
}
