import type { Architecture } from '@isoflop/blocks';
import { openBackend } from '@isoflop/runtime';
import { networkLatency } from '@isoflop/training';
import type { Mode } from './experiment.js';

const ROUNDS = { quick: 1, full: 3 } as const;
/** Options of a measurement: nobody reads the milliseconds of the short form. */
export const LATENCY = {
  quick: { longestMs: 0 },
  full: {},
} as const;

/**
 * Milliseconds that each network takes for a batch of 32 images with random weights on this machine: the median of many runs, the least of three rounds
 * over all networks, so that other work on the machine does not meet one network alone.
 */
export async function batchMillisecondsOf(networks: readonly Architecture[], mode: Mode): Promise<number[]> {
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS[mode]; round++) {
    const medians: number[] = [];
    for (const network of networks) medians.push(await medianOf(network, mode));
    rounds.push(medians);
  }
  return networks.map((_, i) => Math.min(...rounds.map((medians) => medians[i])));
}

async function medianOf(architecture: Architecture, mode: Mode): Promise<number> {
  const options = { ...LATENCY[mode], now: () => performance.now(), pause: async () => {} };
  const latency = await networkLatency(await openBackend('auto'), architecture, options);
  return latency[latency.length - 1].medianMs;
}
