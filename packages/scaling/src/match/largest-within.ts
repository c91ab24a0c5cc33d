import { type Architecture, type Cost, costOf } from '@isoflop/blocks';
import type { ScaleFactors } from '../rules/factors.js';
import type { ScalingRule } from '../rules/rules.js';
import { ScalingError } from '../scaling-error.js';
import { counterOf } from './metric.js';
import { solve } from './solve.js';

/** A scaled network with what it was meant to cost and what it does. */
export interface MatchedNetwork {
  readonly architecture: Architecture;
  readonly factors: ScaleFactors;
  /** The factor that the rule was given. */
  readonly factor: number;
  readonly cost: Cost;
}

/** No budget that can be counted exactly needs more. */
const LARGEST_FACTOR = 2 ** 52;

/** A rule that leaves cost alone at this factor never changes it: repeats double, pixels and channels grow by at least a half step. */
const TELLING_FACTOR = 2 ** 10;

/**
 * The largest network that a rule makes of the base without exceeding `macs` counted multiply-adds. Counted cost grows in steps, since
 * channels, repeats and pixels are whole numbers, so the result may stay below the budget. Throws `ScalingError` when the base itself exceeds
 * it, and when the rule cannot make the base larger (more depth for a network in which no block repeats).
 */
export function largestWithin(base: Architecture, rule: ScalingRule, macs: number): MatchedNetwork {
  const at = (factor: number) => rule.build(base, rule.factors(factor));
  const count = counterOf('macs');
  const least = count(at(1));
  if (least > macs) {
    throw new ScalingError(
      `scale ${base.name}: the base must fit the budget, it needs ${least} MACs and the budget is ${macs}; lower the base or raise the budget to at least ${least}`,
    );
  }
  requireGrowth(base, at, count, least);
  const { below, above } = solve({ at, target: macs, start: 1, least: 1, most: LARGEST_FACTOR, power: 1 }, count);
  if (below === undefined || above === undefined) {
    throw new ScalingError(
      `scale ${base.name}: a budget must be one that scaling can use up, got ${macs} MACs and reached ${below?.cost}; lower the budget`,
    );
  }
  const { architecture, factor } = below;
  return { architecture, factors: rule.factors(factor), factor, cost: costOf(architecture) };
}

function requireGrowth(
  base: Architecture,
  at: (factor: number) => Architecture,
  count: (architecture: Architecture) => number,
  least: number,
) {
  let grown: number;
  try {
    grown = count(at(TELLING_FACTOR));
  } catch {
    // Too large to count: it grows.
    return;
  }
  if (grown > least) return;
  throw new ScalingError(
    `scale ${base.name}: the rule must be able to make the base larger, but it costs ${least} MACs at any factor (no block of it repeats?); use another rule, such as width`,
  );
}
