import type { Architecture } from '@isoflop/blocks';
import type { Axis } from '../rules/factors.js';
import type { ScalingRule } from '../rules/rules.js';
import { ScalingError } from '../scaling-error.js';
import { type Match, match } from './match.js';
import { matchRule, type RuleTarget } from './match-rule.js';
import type { Measure } from './metric.js';

/** A network that a rule made for a target. */
export interface RuleMatch extends Match {
  /** What the closing factor was multiplied by; 1 where the rule landed by itself, or nothing lands. */
  readonly moved: number;
}

/**
 * The network that a rule makes for a counted target, for a comparison of rules at costs that are really equal: along the rule as near as whole blocks and
 * pixels let it be, or where the rule means to be, and what is then missing is closed by one factor, whichever of the two moves that less. Where
 * neither lands within the tolerance, the nearest along the rule. Throws `ScalingError` where the rule comes to no such cost.
 */
export function matchAlongRule(base: Architecture, rule: ScalingRule, request: RuleTarget, closeBy: Axis, measure: Measure): RuleMatch {
  const alone = matchRule(base, rule, request, measure);
  if (alone.withinTolerance) return { ...alone, moved: 1 };
  const meant = rule.factors(request.target / measure(base));
  const closed = [alone.factors, meant].flatMap((factors): RuleMatch[] => {
    try {
      const found = match({ ...request, base, build: rule.build, factors, solveFor: closeBy }, measure);
      return found.withinTolerance ? [{ ...found, moved: found.factors[closeBy] / factors[closeBy] }] : [];
    } catch (error) {
      if (error instanceof ScalingError) return [];
      throw error;
    }
  });
  const [first = { ...alone, moved: 1 }, second = first] = closed;
  return Math.abs(Math.log(second.moved)) < Math.abs(Math.log(first.moved)) ? second : first;
}
