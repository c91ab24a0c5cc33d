import { type Architecture, costOf } from '@isoflop/blocks';
import {
  type CompoundCoefficients,
  compoundRule,
  counterOf,
  dwgrRule,
  EFFICIENTNET_COEFFICIENTS,
  type Match,
  match,
  matchRule,
  ROUNDINGS,
  rounded,
  type ScaleFactors,
  type ScalingRule,
} from '@isoflop/scaling';

/** A network of the bake-off: what a rule makes of the base at a budget. */
export interface Member {
  readonly rule: string;
  /** The budget, in multiples of the base's MACs. */
  readonly times: number;
  readonly architecture: Architecture;
  readonly factors: ScaleFactors;
  readonly macs: number;
  readonly params: number;
  readonly activations: number;
  /** Signed share by which the counted MACs miss the budget. */
  readonly gap: number;
  /** What the width was multiplied by to close the gap that whole blocks and pixels leave; 1 where the rule landed by itself. */
  readonly widthMoved: number;
}

/** Every rule rounds alike: whole channels, the nearest repeats, whole pixels. */
const FINE = rounded(ROUNDINGS.fine);

/** The rules that are compared; `step1` is compound scaling by the triple that step 1 found. */
export function rulesOf(step1: CompoundCoefficients): Readonly<Record<string, ScalingRule>> {
  return {
    depth: dwgrRule({ d: 1 }, FINE),
    width: dwgrRule({ w: 1 }, FINE),
    resolution: dwgrRule({ r: 1 }, FINE),
    uniform: dwgrRule({ d: 1, w: 1, r: 1 }, FINE),
    compound: compoundRule(EFFICIENTNET_COEFFICIENTS, FINE),
    dwr: dwgrRule({ d: 1, w: 8, r: 1 }, FINE),
    step1: compoundRule(step1, FINE),
  };
}

/**
 * The networks of all rules at all budgets, each within the tolerance in counted MACs. A rule moves along itself as near to the budget as whole blocks and
 * pixels let it, or stays where it means to be; what is missing is closed by the width, whichever of the two moves that less. Throws where neither lands.
 */
export function membersOf(base: Architecture, step1: CompoundCoefficients, budgets: readonly number[], tolerance: number): Member[] {
  return budgets.flatMap((times) => Object.entries(rulesOf(step1)).map(([name, rule]) => memberOf({ base, name, rule, times, tolerance })));
}

interface MemberRequest {
  readonly base: Architecture;
  readonly name: string;
  readonly rule: ScalingRule;
  readonly times: number;
  readonly tolerance: number;
}

function memberOf({ base, name, rule, times, tolerance }: MemberRequest): Member {
  const measure = counterOf('macs');
  const target = times * measure(base);
  const request = { metric: 'macs', target, tolerance } as const;
  const alone = matchRule(base, rule, request, measure);
  const closed = [alone.factors, rule.factors(times)].map((factors) => {
    const found = match({ ...request, base, build: rule.build, factors, solveFor: 'width' }, measure);
    return { found, widthMoved: found.factors.width / factors.width };
  });
  const landed = [{ found: alone, widthMoved: 1 }, ...closed].filter(({ found }) => found.withinTolerance);
  const [nearest] = landed.sort((a, b) => Math.abs(Math.log(a.widthMoved)) - Math.abs(Math.log(b.widthMoved)));
  if (nearest === undefined)
    throw new Error(`bake-off: ${name} cannot be brought within ${tolerance} of ${target} MACs; take another base`);
  return { rule: name, times, ...countedOf(nearest.found), widthMoved: nearest.widthMoved };
}

function countedOf({ architecture, factors, gap }: Match): Omit<Member, 'rule' | 'times' | 'widthMoved'> {
  const { macs, params, activations } = costOf(architecture);
  return { architecture, factors, macs, params, activations, gap };
}
