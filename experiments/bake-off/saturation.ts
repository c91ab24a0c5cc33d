import type { Interval } from '@isoflop/search';
import { differenceOf } from '../lib/render.js';
import { budgetsOf } from './analysis.js';
import type { RuleResult } from './results.js';

/** What a rule gains from one budget to the next, seed by seed. */
export interface Gain {
  readonly rule: string;
  /** Budgets in multiples of the base. */
  readonly from: number;
  readonly to: number;
  readonly difference: Interval | undefined;
}

/** The gain of every doubling; a rule that no longer gains anything has saturated, as far as the intervals tell. */
export function gainsOf(rules: readonly RuleResult[], rule: string): Gain[] {
  const budgets = budgetsOf(rules);
  const at = (times: number) => ({ accuracies: rules.find((result) => result.rule === rule && result.times === times)!.test });
  return budgets.slice(1).map((to, i) => ({ rule, from: budgets[i], to, difference: differenceOf(at(to), at(budgets[i])) }));
}
