import { type Architecture, costOf } from '@isoflop/blocks';
import { asTrained, drawnExportable, largestLogit, probesOf, roundingEffect, seededUniform } from '@isoflop/export/testing';
import { drawNetwork } from './networks.js';
import type { Drawn } from './outcomes.js';

/** Of one image. Larger networks run out of WebAssembly's memory when three programs hold them, and take minutes. */
const MOST_MACS = 100e6;
/**
 * Where a step of every weight to the next float32 moves a logit by more than this share of the largest, a comparison finds the chaos of drawn
 * weights and not faults of an export. Four such steps are the tolerance of 1e-4.
 */
const MOST_ROUNDING = 2.5e-5;

/** The network of a number, in the state that training leaves, with logits up to `logit`. */
export async function randomExportable(index: number, seed: number, logit: number): Promise<Drawn> {
  const uniform = seededUniform(seed * 100_003 + index);
  for (let large = 0, chaotic = 0; ; ) {
    const architecture: Architecture = drawNetwork(index, uniform);
    if (costOf(architecture).macs > MOST_MACS) {
      large++;
      continue;
    }
    const exportable = asTrained(await drawnExportable(architecture, index), logit);
    const probes = probesOf(exportable);
    if (roundingEffect(exportable, probes) <= MOST_ROUNDING * largestLogit(probes)) return { exportable, large, chaotic };
    chaotic++;
  }
}
