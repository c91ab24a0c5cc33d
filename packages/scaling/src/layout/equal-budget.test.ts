import { costOf, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { nominalCost } from '../rules/factors.js';
import { ROUNDINGS } from '../rules/rounding.js';
import { compoundFactors } from '../rules/rules.js';
import { scale, scalerOf } from '../rules/scale.js';
import { equalBudgetCandidates } from './equal-budget.js';
import { simplexTriples, tripleGrid } from './triples.js';

const b0 = zoo('efficientnet_b0');
const grid = tripleGrid({ step: 0.05, product: 2, slack: 0.1 });
const realCost = ({ alpha, beta, gamma }: (typeof grid)[number]) =>
  costOf(scale(b0, { depth: alpha, width: beta, resolution: gamma })).macs / costOf(b0).macs;

describe('tripleGrid', () => {
  it("holds the published triple's neighbourhood, whose networks cost from 1.9 to 3.3 times the base", () => {
    expect(grid).toHaveLength(111);
    const costs = grid.map(realCost).sort((a, b) => a - b);
    expect([costs[0].toFixed(2), costs[110].toFixed(2)]).toEqual(['1.93', '3.33']);
    expect(grid.some(({ alpha, beta, gamma }) => `${alpha} ${beta} ${gamma}` === '1.2 1.1 1.15')).toBe(true);
  });

  it.each([0, -1, Number.NaN, 1e-5])('refuses a step of %s', (step) => {
    expect(() => tripleGrid({ step, product: 2, slack: 0.1 })).toThrow('use 0.05');
  });
});

describe('simplexTriples', () => {
  it('shares the product out exactly', () => {
    const triples = simplexTriples(10, 2);
    expect(triples).toHaveLength(66);
    for (const triple of triples) expect(nominalCost(compoundFactors(triple, 1))).toBeCloseTo(2, 12);
    expect(() => simplexTriples(0.5, 2)).toThrow('use 10 and 2');
  });
});

describe('equalBudgetCandidates', () => {
  const macs = 2 * costOf(b0).macs;
  const layout = equalBudgetCandidates(b0, simplexTriples(40, 2), { macs, tolerance: 0.01 });

  it('brings every candidate within the tolerance, counted', () => {
    expect(layout.candidates.length).toBeGreaterThan(20);
    for (const { architecture, macs: counted, gap, triple } of layout.candidates) {
      expect(costOf(architecture).macs).toBe(counted);
      expect(Math.abs(gap)).toBeLessThanOrEqual(0.01);
      expect(Math.min(triple.alpha, triple.beta, triple.gamma)).toBeGreaterThanOrEqual(1);
      expect(scale(b0, { depth: triple.alpha, width: triple.beta, resolution: triple.gamma })).toEqual(architecture);
    }
  });

  it('accounts for every triple once and lists no network twice', () => {
    const led = layout.candidates.reduce((sum, { triples }) => sum + triples, 0);
    expect(led + layout.shrinking.length + layout.betweenSteps.length).toBe(simplexTriples(40, 2).length);
    const networks = new Set(layout.candidates.map(({ architecture }) => JSON.stringify(architecture)));
    expect(networks.size).toBe(layout.candidates.length);
  });

  it('brings more small networks to a budget by width than by pixels, which are large steps', () => {
    const small = zoo('efficientnet_b0', { width: 0.25, depth: 0.5, resolution: 40 });
    const equal = { macs: 2 * costOf(small).macs, tolerance: 0.01, build: scalerOf(ROUNDINGS.fine) };
    const byPixels = equalBudgetCandidates(small, simplexTriples(20, 2), equal);
    const byWidth = equalBudgetCandidates(small, simplexTriples(20, 2), { ...equal, solveFor: 'width' });
    expect(byWidth.candidates.length).toBeGreaterThan(1.5 * byPixels.candidates.length);
    for (const { macs, triple, architecture } of byWidth.candidates) {
      expect(Math.abs(macs / equal.macs - 1)).toBeLessThanOrEqual(0.01);
      expect(equal.build(small, { depth: triple.alpha, width: triple.beta, resolution: triple.gamma })).toEqual(architecture);
    }
  });

  it('refuses a budget that is not above the base, and one that nothing lands on', () => {
    expect(() => equalBudgetCandidates(b0, grid, { macs: 1e6, tolerance: 0.01 })).toThrow("must be above the base's 385814752 MACs");
    expect(() => equalBudgetCandidates(b0, grid.slice(0, 1), { macs, tolerance: 1e-9 })).toThrow('raise the budget or the tolerance');
  });
});
