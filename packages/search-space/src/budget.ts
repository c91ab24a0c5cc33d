import type { Cost } from '@isoflop/blocks';

/** Costs that a budget may limit; all of them add up over the pieces of a network. */
export const BUDGET_KEYS = ['macs', 'params', 'activations', 'weightsBytes'] as const;
export type BudgetKey = (typeof BUDGET_KEYS)[number];

/** The costs of a network that a budget may limit. */
export type BudgetCost = Pick<Cost, BudgetKey>;

/** Hard upper limits, inclusive; with `band`, a share such as 0.02, multiply-adds must lie within that share of `macs` on both sides instead. */
export type Budget = { readonly [K in BudgetKey]?: number | undefined } & { readonly band?: number | undefined };

/** From `least` to `most`, both inclusive. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** What a budget lets a cost be. */
export function rangeOf(budget: Budget, key: BudgetKey): Range {
  const limit = budget[key];
  if (limit === undefined) return { least: 0, most: Number.POSITIVE_INFINITY };
  if (key !== 'macs' || budget.band === undefined) return { least: 0, most: limit };
  return { least: Math.ceil(limit * (1 - budget.band)), most: Math.floor(limit * (1 + budget.band)) };
}

/** What a budget lets each cost that it limits be. */
export function budgetRanges(budget: Budget): { readonly [K in BudgetKey]?: Range } {
  return Object.fromEntries(limitedKeys(budget).map((key) => [key, rangeOf(budget, key)]));
}

/** The costs outside what the budget allows; empty when the network fits. */
export function brokenLimits(cost: BudgetCost, budget: Budget): BudgetKey[] {
  return BUDGET_KEYS.filter((key) => {
    const { least, most } = rangeOf(budget, key);
    return !(cost[key] >= least && cost[key] <= most);
  });
}

/** The costs that a budget limits. */
export function limitedKeys(budget: Budget): BudgetKey[] {
  return BUDGET_KEYS.filter((key) => budget[key] !== undefined);
}

/** How far outside a budget a cost is: the sum over its limits of the excess (or shortfall) relative to the limit; 0 inside. */
export function violation(cost: BudgetCost, budget: Budget): number {
  return limitedKeys(budget).reduce((sum, key) => {
    const { least, most } = rangeOf(budget, key);
    return sum + Math.max(0, cost[key] - most, least - cost[key]) / (budget[key] ?? 1);
  }, 0);
}
