import { type Architecture, costOf } from '@isoflop/blocks';
import {
  asTrained,
  drawnExportable,
  largestLogit,
  probesOf,
  roundingEffect,
  seededUniform,
  type TrainedExportable,
} from '@isoflop/export/testing';
import { drawNetwork } from './networks.js';

/** Of one image. Larger networks run out of WebAssembly's memory when three programs hold them, and take minutes. */
const MOST_MACS = 100e6;
/**
 * Where a step of every weight to the next float32 moves a logit by more than this share of the largest, a comparison finds the chaos of drawn
 * weights and not faults of an export. Four such steps are the tolerance of 1e-4.
 */
const MOST_ROUNDING = 2.5e-5;

/** Draws that were put back, and why. */
export interface PutBack {
  large: number;
  chaotic: number;
}

/** The network of a number, in the state that training leaves, with logits up to `logit`. */
export async function randomExportable(index: number, seed: number, logit: number, putBack: PutBack): Promise<TrainedExportable> {
  const uniform = seededUniform(seed * 100_003 + index);
  for (;;) {
    const architecture: Architecture = drawNetwork(index, uniform);
    if (costOf(architecture).macs > MOST_MACS) {
      putBack.large++;
      continue;
    }
    const exportable = asTrained(await drawnExportable(architecture, index), logit);
    const probes = probesOf(exportable);
    if (roundingEffect(exportable, probes) <= MOST_ROUNDING * largestLogit(probes)) return exportable;
    putBack.chaotic++;
  }
}
