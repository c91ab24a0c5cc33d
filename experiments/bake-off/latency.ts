import { loadavg } from 'node:os';
import type { Architecture } from '@isoflop/blocks';
import { openBackend } from '@isoflop/runtime';
import { networkLatency } from '@isoflop/training';
import type { Mode } from '../lib/experiment.js';
import { LATENCY } from '../lib/latency.js';

const ROUNDS = { quick: 1, full: 7 } as const;

/** Milliseconds of one image and of a batch of 32: medians over rounds of each round's median and 95th percentile. */
export interface MeasuredLatency {
  readonly one: { readonly medianMs: number; readonly p95Ms: number };
  readonly batch32: { readonly medianMs: number; readonly p95Ms: number };
}

export interface MeasuredLatencies {
  readonly rounds: number;
  readonly loadAverage: number;
  readonly networks: readonly MeasuredLatency[];
}

/** Times networks in turns, round after round, so that what else the machine does falls on all of them alike. */
export async function measureInTurns(networks: readonly Architecture[], mode: Mode): Promise<MeasuredLatencies> {
  const backend = await openBackend('auto');
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const options = { ...LATENCY[mode], now: () => performance.now(), pause };
  const rounds = ROUNDS[mode];
  const measured = networks.map((): MeasuredLatency[] => []);
  const loads: number[] = [];
  for (let round = 0; round < rounds; round++) {
    loads.push(loadavg()[0]);
    for (const [i, network] of networks.entries()) {
      const [one, batch32] = await networkLatency(backend, network, options);
      measured[i].push({ one, batch32 });
    }
  }
  const over = (own: readonly MeasuredLatency[], of: (latency: MeasuredLatency) => number) => Number(median(own.map(of)).toPrecision(4));
  return {
    rounds,
    loadAverage: Number(median(loads).toFixed(1)),
    networks: measured.map((own) => ({
      one: { medianMs: over(own, ({ one }) => one.medianMs), p95Ms: over(own, ({ one }) => one.p95Ms) },
      batch32: { medianMs: over(own, ({ batch32 }) => batch32.medianMs), p95Ms: over(own, ({ batch32 }) => batch32.p95Ms) },
    })),
  };
}

function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = ascending.length >> 1;
  return ascending.length % 2 === 1 ? ascending[middle] : (ascending[middle - 1] + ascending[middle]) / 2;
}
