import { holm, type TestedDifference, twoWayTest } from '@isoflop/scaling';
import type { RuleResult } from './results.js';

/** The rules that spend everything on one dimension: what the claim compares with. */
export const SINGLE_DIMENSIONS = ['depth', 'width', 'resolution'] as const;
export type SingleDimension = (typeof SINGLE_DIMENSIONS)[number];
/** The rules that balance the three. */
export const BALANCED = ['compound', 'step1'] as const;
export type Balanced = (typeof BALANCED)[number];

/** Of all intervals. */
export const LEVEL = 0.95;

/** How a balanced rule does against one dimension: test accuracy of the first minus that of the second. */
export interface Comparison extends TestedDifference {
  readonly balanced: Balanced;
  readonly single: SingleDimension;
  /** In multiples of the base; undefined for the mean over all budgets. */
  readonly times: number | undefined;
  /** For all comparisons of this rule of the same kind (Holm 1979). */
  readonly adjustedP: number;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** In multiples of the base, least first. */
export function budgetsOf(rules: readonly RuleResult[]): number[] {
  return [...new Set(rules.map(({ times }) => times))];
}

/** Half of the interval of one mean at a budget, by what seeds and rules leave over there. */
export function halfWidthAt(rules: readonly RuleResult[], times: number): number {
  return twoWayTest(rowsOf(atBudget(rules, times)), LEVEL).halfWidth;
}

/**
 * Every balanced rule against every single dimension, budget by budget and over all of them. Seeds are blocks: with one seed all networks see the same images in the same
 * order. Over all budgets a block is a seed at a budget, so that an advantage that differs from budget to budget counts as error.
 */
export function compare(rules: readonly RuleResult[]): Comparison[] {
  const budgets = budgetsOf(rules);
  return BALANCED.flatMap((balanced) => [
    ...adjusted(budgets.flatMap((times) => against(balanced, atBudget(rules, times), times))),
    ...adjusted(against(balanced, overBudgets(rules), undefined)),
  ]);
}

type Row = Pick<RuleResult, 'rule' | 'test'>;

function against(balanced: Balanced, rows: readonly Row[], times: number | undefined): Omit<Comparison, 'adjustedP'>[] {
  const { test } = twoWayTest(rowsOf(rows), LEVEL);
  const accuracy = (name: string) => meanOf(rows.find(({ rule }) => rule === name)!.test);
  return SINGLE_DIMENSIONS.map((single) => ({ balanced, single, times, ...test(accuracy(balanced) - accuracy(single)) }));
}

function adjusted(comparisons: readonly Omit<Comparison, 'adjustedP'>[]): Comparison[] {
  const ps = holm(comparisons.map(({ p }) => p));
  return comparisons.map((comparison, i) => ({ ...comparison, adjustedP: ps[i] }));
}

/** Rules that made one network are one row: its trainings are there once. */
function rowsOf(rows: readonly Row[]): (readonly number[])[] {
  const seen = new Map(rows.map(({ test }) => [test.join(' '), test]));
  return [...seen.values()];
}

function atBudget(rules: readonly RuleResult[], times: number): readonly RuleResult[] {
  return rules.filter((rule) => rule.times === times);
}

function overBudgets(rules: readonly RuleResult[]): Row[] {
  const names = [...new Set(rules.map(({ rule }) => rule))];
  return names.map((rule) => ({ rule, test: rules.filter((result) => result.rule === rule).flatMap(({ test }) => test) }));
}
