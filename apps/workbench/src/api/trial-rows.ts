import type { Trial } from '@isoflop/results-store';
import type { TrialRow } from './schema.js';

/** A stored trial as a list shows it: without the log, which may be 16 kB of each. */
export function trialRowOf(trial: Trial): TrialRow {
  return {
    number: trial.number,
    kind: trial.kind,
    label: trial.label,
    state: trial.state,
    attempt: trial.attempt,
    params: mutable(trial.params),
    architectureHash: trial.architectureHash,
    seed: trial.seed,
    cost: {
      macs: trial.cost.macs,
      params: trial.cost.params,
      activations: trial.cost.activations,
      weightsBytes: trial.cost.weightsBytes,
    },
    accuracy: trial.accuracy,
    loss: trial.loss,
    seconds: trial.seconds,
    imagesPerSecond: trial.imagesPerSecond,
    reason: trial.reason,
    createdAt: trial.createdAt,
    startedAt: trial.startedAt,
    finishedAt: trial.finishedAt,
  };
}

/** The store's JSON is readonly and zod's is not; both are about to become text. */
export function mutable(value: Trial['params']): TrialRow['params'] {
  return value as TrialRow['params'];
}
