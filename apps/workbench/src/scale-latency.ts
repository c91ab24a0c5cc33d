import { loadavg } from 'node:os';
import { type Architecture, costOf } from '@isoflop/blocks';
import { openBackend } from '@isoflop/runtime';
import { type Axis, matchMeasured, NOMINAL, scaledMember } from '@isoflop/scaling';
import { formatQuantity } from '@isoflop/search-space';
import { type BatchLatency, networkLatency } from '@isoflop/training';
import { UsageError } from './exit.js';
import type { Io } from './io.js';
import { machineFacts } from './machine-facts.js';
import type { MemberDocument } from './scale-family.js';
import type { FamilyRequest } from './scale-members.js';

/** How a family is matched in latency. */
export interface LatencySettings {
  /** Share of the target. */
  readonly tolerance: number;
  readonly solveFor: Axis | 'auto' | 'factor';
  /** In place of the base's latency times the nominal cost; for a single member. */
  readonly targetMs: number | undefined;
}

/** A family whose latencies were measured, and what they were measured on. */
export interface LatencyFamily {
  readonly family: readonly MemberDocument[];
  readonly device: Awaited<ReturnType<typeof machineFacts>> & { readonly loadAverage: number; readonly baseMs: number };
}

/** Moves one factor of every member until the network takes what was meant on this machine: the median for one image. */
export async function latencyFamily(
  io: Io,
  base: Architecture,
  { members, construction: { build } }: FamilyRequest,
  { tolerance, solveFor, targetMs }: LatencySettings,
): Promise<LatencyFamily> {
  if (solveFor === 'factor') {
    throw new UsageError('scale: --match latency moves one dimension, got --solve factor; use --solve resolution, width or depth');
  }
  const facts = await machineFacts('auto', io);
  const meter = await openMeter(io);
  const { medianMs: baseMs } = await meter(base);
  const family: MemberDocument[] = [];
  for (const { factors, ...meant } of members) {
    const nominal = NOMINAL.macs(factors);
    const request = {
      base,
      build,
      factors,
      tolerance,
      target: targetMs ?? baseMs * nominal,
      solveFor: solveFor === 'auto' ? 'resolution' : solveFor,
    };
    const matched = await matchMeasured(request, async (architecture) => (await meter(architecture)).medianMs);
    const { architecture, factors: solved, ...found } = matched;
    const { real } = scaledMember(base, solved, build);
    const latency = await meter(architecture);
    family.push({ ...meant, nominal, ...solved, real, match: { metric: 'latency', ...found, latency }, architecture });
  }
  return { family, device: { ...facts, loadAverage: loadavg()[0], baseMs } };
}

/** Times each network once, on the best backend that works here. */
async function openMeter(io: Io): Promise<(architecture: Architecture) => Promise<BatchLatency>> {
  const backend = await openBackend('auto');
  const known = new Map<string, BatchLatency>();
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  return async (architecture) => {
    const key = JSON.stringify(architecture);
    const measured = known.get(key) ?? (await networkLatency(backend, architecture, { now: () => performance.now(), pause, images: 1 }))[0];
    if (!known.has(key)) {
      const { medianMs, p95Ms } = measured;
      const { macs } = costOf(architecture);
      io.say(
        `${formatQuantity(macs)} MACs at ${architecture.input.height} px: ${medianMs.toFixed(2)} ms, 95 % under ${p95Ms.toFixed(2)} ms`,
      );
    }
    known.set(key, measured);
    return measured;
  };
}
