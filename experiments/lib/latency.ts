import type { Architecture } from '@isoflop/blocks';
import { openBackend } from '@isoflop/runtime';
import { networkLatency } from '@isoflop/training';

const ROUNDS = 3;

/**
 * Milliseconds that each network takes for a batch of 32 images with random weights on this machine: the median of many runs, the least of three rounds
 * over all networks, so that other work on the machine does not meet one network alone.
 */
export async function batchMillisecondsOf(networks: readonly Architecture[]): Promise<number[]> {
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const medians: number[] = [];
    for (const network of networks) medians.push(await medianOf(network));
    rounds.push(medians);
  }
  return networks.map((_, i) => Math.min(...rounds.map((medians) => medians[i])));
}

async function medianOf(architecture: Architecture): Promise<number> {
  const latency = await networkLatency(await openBackend('auto'), architecture, { now: () => performance.now(), pause: async () => {} });
  return latency[latency.length - 1].medianMs;
}
