import type { TrialRow } from './api/answers.js';

/** A complete search trial for tests, with what a test cares about changed. */
export function trialRow(changes: Partial<Omit<TrialRow, 'cost'>> & { readonly macs?: number } = {}): TrialRow {
  const { macs = 1_000_000, ...fields } = changes;
  return {
    number: 1,
    kind: 'search',
    label: null,
    rerunOf: null,
    parents: [],
    state: 'complete',
    attempt: 1,
    worker: null,
    params: {},
    architectureHash: 'a'.repeat(64),
    seed: 1,
    cost: { macs, params: 20_000, activations: 30_000, weightsBytes: 80_000 },
    accuracy: 0.8,
    loss: 0.5,
    seconds: 12,
    imagesPerSecond: 400,
    epochs: 3,
    plannedEpochs: 3,
    latencyMs: null,
    reason: null,
    createdAt: 0,
    startedAt: 0,
    finishedAt: 12_000,
    ...fields,
  };
}
