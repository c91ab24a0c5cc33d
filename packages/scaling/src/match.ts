import { type Architecture, type Cost, costOf } from '@isoflop/blocks';
import type { ScalingRule } from './rules.js';
import { type ScaleFactors, ScalingError, scale } from './scale.js';

/** A scaled network with what it was meant to cost and what it does. */
export interface MatchedNetwork {
  readonly architecture: Architecture;
  readonly factors: ScaleFactors;
  /** The factor that the rule was given. */
  readonly factor: number;
  readonly cost: Cost;
}

/** No rule here needs more; the search doubles up to it before it gives up. */
const LARGEST_FACTOR = 2 ** 20;

/** Width of the interval, relative to the factor, at which bisection stops: far below the smallest step of any rounding. */
const TOLERANCE = 1e-6;

/**
 * The largest network that a rule makes of the base without exceeding `macs` counted multiply-adds. Counted cost grows in steps, since
 * channels, repeats and pixels are whole numbers, so the result may stay below the budget. Throws `ScalingError` when the base itself exceeds it.
 */
export function largestWithin(base: Architecture, rule: ScalingRule, macs: number): MatchedNetwork {
  const at = (factor: number): MatchedNetwork => {
    const factors = rule(factor);
    const architecture = scale(base, factors);
    return { architecture, factors, factor, cost: costOf(architecture) };
  };
  let low = at(1);
  if (low.cost.macs > macs) {
    throw new ScalingError(
      `scale ${base.name}: the base must fit the budget, it needs ${low.cost.macs} MACs and the budget is ${macs}; lower the base or raise the budget`,
    );
  }
  let high = 2;
  while (high < LARGEST_FACTOR) {
    const next = at(high);
    if (next.cost.macs > macs) break;
    low = next;
    high *= 2;
  }
  while (high - low.factor > TOLERANCE * high) {
    const middle = at((low.factor + high) / 2);
    if (middle.cost.macs <= macs) low = middle;
    else high = middle.factor;
  }
  return low;
}
