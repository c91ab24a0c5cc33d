import type { Cost } from '@isoflop/blocks';

/** Costs that a budget may limit. */
export const BUDGET_KEYS = ['macs', 'params', 'activations', 'weightsBytes'] as const;
export type BudgetKey = (typeof BUDGET_KEYS)[number];

/** Hard upper limits, inclusive. */
export type Budget = { readonly [K in BudgetKey]?: number | undefined };

/** The limits that a cost breaks; empty when it fits. */
export function brokenLimits(cost: Cost, budget: Budget): BudgetKey[] {
  return BUDGET_KEYS.filter((key) => cost[key] > (budget[key] ?? Number.POSITIVE_INFINITY));
}
