import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUDGET_KEYS, type BudgetCost } from '../budget.js';
import { PricedSpace } from '../pricing/priced-space.js';
import { smallSpace } from '../testing/small-space.js';
import { CostCounts } from './cost-counts.js';

const priced = new PricedSpace(smallSpace(), { channels: 1, classes: 10 });
const costs = Array.from({ length: priced.points }, (_, number) => priced.priceOf(priced.pointAt(number)) as BudgetCost);

describe.each(BUDGET_KEYS)('CostCounts of %s', (key) => {
  const values = costs.map((cost) => cost[key]).sort((a, b) => a - b);
  const anyRange = fc.tuple(fc.nat(values.length - 1), fc.nat(values.length - 1)).map(([a, b]) => ({
    least: values[Math.min(a, b)],
    most: values[Math.max(a, b)],
  }));
  const inRange = ({ least, most }: { least: number; most: number }) => values.filter((value) => value >= least && value <= most).length;
  const exact = new CostCounts(priced, key);
  const rounded = new CostCounts(priced, key, 24);

  it('counts every range as visiting all points does', () => {
    expect(exact.total).toBe(priced.points);
    expect(exact.slack).toBe(0);
    fc.assert(
      fc.property(anyRange, (range) => {
        expect(exact.within(range)).toBe(inRange(range));
        expect(exact.surelyWithin(range)).toBe(inRange(range));
      }),
    );
  });

  it('brackets every range where sums are rounded, and loses no point', () => {
    expect(rounded.total).toBe(priced.points);
    expect(rounded.slack).toBeGreaterThan(0);
    fc.assert(
      fc.property(anyRange, (range) => {
        expect(rounded.within(range)).toBeGreaterThanOrEqual(inRange(range));
        expect(rounded.surelyWithin(range)).toBeLessThanOrEqual(inRange(range));
      }),
    );
  });

  it('knows the exact ends even where sums are rounded', () => {
    expect(Math.min(...rounded.tables.map((table) => table.least))).toBe(values[0]);
    expect(Math.max(...rounded.tables.map((table) => table.most))).toBe(values.at(-1));
  });

  it('finds the exact cheapest and dearest point for a range outside, and counts nothing there', () => {
    const nearest = (least: number, most: number) => priced.priceOf(rounded.nearest({ least, most }, () => 0.5)!)![key];
    expect(nearest(0, values[0] - 1)).toBe(values[0]);
    expect(nearest(values.at(-1)! + 1, 1e9)).toBe(values.at(-1));
    expect(rounded.within({ least: 0, most: values[0] - 1 })).toBe(0);
    expect(rounded.within({ least: values.at(-1)! + 1, most: 1e9 })).toBe(0);
  });
});
