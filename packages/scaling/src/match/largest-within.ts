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

/** At this everything is as small as it can be. */
const LEAST_FACTOR = 2 ** -20;

/** A rule that leaves cost alone at this factor never changes it: repeats double, pixels and channels grow by at least a half step. */
const TELLING_FACTOR = 2 ** 10;

/**
 * The largest network that a rule makes of the base without exceeding `macs` counted multiply-adds. Counted cost grows in steps, since
 * channels, repeats and pixels are whole numbers, so the result may stay below the budget. Throws `ScalingError` when the base itself exceeds
 * it (where it may shrink, when everything does that the rule makes of it), and when the rule cannot make the base larger (more depth for a network in
 * which no block repeats).
 */
export function largestWithin(base: Architecture, rule: ScalingRule, macs: number, { mayShrink = false } = {}): MatchedNetwork {
  const at = (factor: number) => rule.build(base, rule.factors(factor));
  const count = counterOf('macs');
  const own = count(at(1));
  const least = mayShrink ? LEAST_FACTOR : 1;
  const fewest = own > macs && mayShrink ? count(at(least)) : own;
  if (fewest > macs) {
    const what = mayShrink ? 'the smallest network that the rule makes' : 'the base';
    throw new ScalingError(
      `scale ${base.name}: ${what} must fit the budget, it needs ${fewest} MACs and the budget is ${macs}; lower the base or raise the budget to at least ${fewest}`,
    );
  }
  if (own <= macs) requireGrowth(base, at, count, own);
  const { below, above } = solve({ at, target: macs, start: 1, least, most: LARGEST_FACTOR, power: 1 }, count);
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
