import type { Architecture } from '@isoflop/blocks';
import type { ScalingRule } from '../rules/rules.js';
import { ScalingError } from '../scaling-error.js';
import { type Match, type MatchRequest, matchOf, requireTarget } from './match.js';
import { type Measure, powerOf } from './metric.js';
import { nearestSide, solve } from './solve.js';

/** What a rule is to reach. */
export type RuleTarget = Pick<MatchRequest, 'metric' | 'target' | 'tolerance'>;

/** Factors on the cost that are looked at; a network beyond these cannot be built. */
const TIMES_LIMITS = { least: 2 ** -20, most: 2 ** 40 } as const;

/**
 * The network that a rule makes nearest to a counted target: all its dimensions move together, as the rule says, which is what a comparison of rules
 * at equal cost needs. For compound rules this solves for phi. Throws `ScalingError` where the rule comes to no such cost.
 */
export function matchRule(base: Architecture, rule: ScalingRule, request: RuleTarget, measure: Measure): Match {
  const { metric, target } = request;
  requireTarget(base.name, metric, target);
  const at = (times: number) => rule.build(base, rule.factors(times));
  const growth = powerOfRule(rule, metric);
  if (growth === 0) throw new ScalingError(`match ${base.name}: the rule does not change ${metric}; use another rule`);
  const sides = solve({ at, target, start: 1, ...TIMES_LIMITS, power: growth }, measure);
  const nearest = nearestSide(sides, target);
  if (nearest === undefined) throw new ScalingError(`match ${base.name}: no network on the way to ${target} ${metric} can be built`);
  const found = matchOf({ solvedFor: 'factor', factors: rule.factors(nearest.factor), sides, nearest, shrank: false }, request);
  if (found.withinTolerance || (sides.below !== undefined && sides.above !== undefined)) return found;
  const which = sides.below === undefined ? 'smallest' : 'largest';
  throw new ScalingError(
    `match ${base.name}: the ${which} network that the rule makes has ${nearest.cost} ${metric}, the target is ${target}; the nearest legal target is ${nearest.cost}, or use another rule`,
  );
}

/** The power of the rule's factor with which a cost grows, before rounding. */
function powerOfRule(rule: ScalingRule, metric: RuleTarget['metric']): number {
  const factors = rule.factors(2);
  return (['depth', 'width', 'resolution'] as const).reduce((sum, axis) => sum + Math.log2(factors[axis]) * powerOf(metric, axis), 0);
}
