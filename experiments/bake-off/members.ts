import { type Architecture, costOf } from '@isoflop/blocks';
import {
  type CompoundCoefficients,
  compoundRule,
  counterOf,
  dwgrRule,
  EFFICIENTNET_COEFFICIENTS,
  matchAlongRule,
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
 * The networks of all rules at all budgets, each within the tolerance in counted MACs; what whole blocks and pixels leave is closed by the width. Throws where
 * one does not land.
 */
export function membersOf(base: Architecture, step1: CompoundCoefficients, budgets: readonly number[], tolerance: number): Member[] {
  const measure = counterOf('macs');
  return budgets.flatMap((times) =>
    Object.entries(rulesOf(step1)).map(([name, rule]): Member => {
      const target = times * measure(base);
      const found = matchAlongRule(base, rule, { metric: 'macs', target, tolerance }, 'width', measure);
      if (!found.withinTolerance) throw new Error(`bake-off: ${name} comes not within ${tolerance} of ${target} MACs; take another base`);
      const { architecture, factors, gap, moved } = found;
      const { macs, params, activations } = costOf(architecture);
      return { rule: name, times, architecture, factors, macs, params, activations, gap, widthMoved: moved };
    }),
  );
}
