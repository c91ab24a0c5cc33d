import { type Architecture, architectureHash, costOf } from '@isoflop/blocks';
import type { NewTrial } from '@isoflop/results-store';
import { largestWithin, type ScalingRuleName, scalingRules } from '@isoflop/scaling';
import type { ArchitectureSpace, DataShape } from '@isoflop/search-space';

/** The base network scaled by a rule up to the same budget, ready to be recorded. */
export function baselineTrial(space: ArchitectureSpace, data: DataShape, rule: ScalingRuleName, macs: number, seed: number): NewTrial {
  const { architecture, factors } = largestWithin(space.build(space.base, data), scalingRules[rule], macs);
  const label = labelOf(rule);
  return { ...trialOf({ ...architecture, name: label }, seed), kind: 'baseline', label, params: { ...factors } };
}

/** What a reader calls a baseline. */
export function labelOf(rule: ScalingRuleName): string {
  return rule === 'compound' ? 'compound' : `${rule} only`;
}

/** What the store keeps of an architecture and its exact cost. */
export function trialOf(architecture: Architecture, seed: number): Pick<NewTrial, 'architecture' | 'cost' | 'seed'> {
  const { macs, params, activations, weightsBytes } = costOf(architecture);
  return { architecture: { hash: architectureHash(architecture), architecture }, cost: { macs, params, activations, weightsBytes }, seed };
}
