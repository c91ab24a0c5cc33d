import type { TrainedExportable } from './format.js';
import { largestDifference, largestLogit, makeProbes, type Probe } from './probes.js';
import { seededUniform } from './seeded-uniform.js';

/** Distance of neighbouring float32 between 1 and 2. */
const FLOAT32_STEP = 2 ** -23;

/** How many times the effect of one such step two sound programs may differ: 0.6 to 1.6 times was seen in networks of docs/export.md. */
const STEPS = 4;

/** A difference above this share of the largest logit never passes for rounding. */
const MOST = 1e-3;

/**
 * What rounding does to this network, measured on the model in training alone: the largest change of a logit of the probes when every weight
 * moves up or down by one part in 2^23. A sum in another order has the effect of such a change (Higham 2002, section 3.1).
 */
export function roundingEffect(exportable: TrainedExportable, probes: readonly Probe[]): number {
  const uniform = seededUniform(0);
  const moved = (value: number) => value * (1 + (uniform() < 0.5 ? -FLOAT32_STEP : FLOAT32_STEP));
  const weights = exportable.weights.map((entry) => ({ ...entry, data: entry.data.map(moved) }));
  const batches = probes.map(({ shape: [batch] }) => batch);
  const answers = makeProbes({ ...exportable, weights }, batches);
  return Math.max(...probes.map((probe, i) => largestDifference(probe, answers[i].logits)));
}

/** The difference of logits that passes for rounding in this network, whatever the format. */
export function allowedForRounding(exportable: TrainedExportable, probes: readonly Probe[]): number {
  return Math.min(STEPS * roundingEffect(exportable, probes), MOST * largestLogit(probes));
}
