import { briefOf, type Trial, type TrialBrief } from '@isoflop/results-store';
import type { TrialRow } from './schema.js';

/** A stored trial as a list shows it: without the log, which may be 16 kB of each. */
export function trialRowOf(trial: Trial): TrialRow {
  return rowOfBrief(briefOf(trial));
}

export function rowOfBrief({
  params,
  parents,
  cost: { macs, params: parameters, activations, weightsBytes },
  ...brief
}: TrialBrief): TrialRow {
  return { ...brief, parents: [...parents], params: mutable(params), cost: { macs, params: parameters, activations, weightsBytes } };
}

/** The store's JSON is readonly and zod's is not; both are about to become text. */
export function mutable(value: Trial['params']): TrialRow['params'] {
  return value as TrialRow['params'];
}
