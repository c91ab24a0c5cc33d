import type { Architecture } from '@isoflop/blocks';
import type { Axis, ScaleFactors } from '../rules/factors.js';
import { BlockPricer } from './block-pricer.js';

/** Counted costs that networks can be matched in. */
export const METRICS = ['macs', 'params', 'activations'] as const;
export type Metric = (typeof METRICS)[number];

/** What the factors are meant to do to each cost, before rounding. Params do not grow with pixels; activations grow with width, not its square. */
export const NOMINAL: { readonly [M in Metric]: (factors: ScaleFactors) => number } = {
  macs: ({ depth, width, resolution }) => depth * width ** 2 * resolution ** 2,
  params: ({ depth, width }) => depth * width ** 2,
  activations: ({ depth, width, resolution }) => depth * width * resolution ** 2,
};

/** Counts one cost of a network; throws `ArchitectureError` for one that cannot be. */
export type Measure = (architecture: Architecture) => number;

/** A counter of one cost that is fast for many versions of one base. */
export function counterOf(metric: Metric, pricer = new BlockPricer()): Measure {
  return (architecture) => pricer.price(architecture)[metric];
}

/** The power of one factor in the nominal cost. */
export function powerOf(metric: Metric, axis: Axis): number {
  return Math.log2(NOMINAL[metric]({ depth: 1, width: 1, resolution: 1, [axis]: 2 }));
}
