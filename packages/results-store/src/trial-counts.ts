import type { TrialCounts } from './records/study.js';
import { TRIAL_KINDS, TRIAL_STATES, type TrialKind, type TrialState } from './records/trial.js';

/** Counts by kind and state, with zeros where there is nothing. */
export function trialCounts(rows: Iterable<{ readonly kind: TrialKind; readonly state: TrialState; readonly count: number }>): TrialCounts {
  const none = () => Object.fromEntries(TRIAL_STATES.map((state) => [state, 0])) as Record<TrialState, number>;
  const counts = Object.fromEntries(TRIAL_KINDS.map((kind) => [kind, none()])) as Record<TrialKind, Record<TrialState, number>>;
  for (const { kind, state, count } of rows) counts[kind][state] += count;
  return counts;
}
