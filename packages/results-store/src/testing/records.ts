import type { Architecture } from '@isoflop/blocks';
import type { NewTrial } from '../records/trial.js';

/** A small valid architecture. The store never looks inside. */
export const ARCHITECTURE: Architecture = {
  name: 'tiny',
  input: { height: 8, width: 8, channels: 1 },
  stem: [],
  stages: [],
  head: [],
  batchNorm: { momentum: 0.99, epsilon: 0.001 },
  stochasticDepth: 0,
};

export const SHA256 = 'ab'.repeat(32);

/** A valid trial, with what the test is about replaced. */
export function newTrial(changes: Partial<NewTrial> = {}): NewTrial {
  return {
    kind: 'search',
    params: { depth: 2, width: 1.5, kernel: '3x3' },
    architecture: { hash: 'hash-1', architecture: ARCHITECTURE },
    seed: 7,
    cost: { macs: 1_950_000, params: 120_000, activations: 30_000, weightsBytes: 480_000 },
    ...changes,
  };
}
