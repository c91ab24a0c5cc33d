import { costOf } from '@isoflop/blocks';
import fc from 'fast-check';
import { Rng } from 'hyperopt-js';
import { describe, expect, it } from 'vitest';
import { cardinality } from './architecture-space.js';
import { type Budget, type BudgetKey, brokenLimits, rangeOf } from './budget.js';
import { CostCounts } from './counting/cost-counts.js';
import type { Uniform } from './counting/uniform.js';
import { describeSpace } from './feasibility/describe-space.js';
import { ImpossibleBudgetError } from './feasibility/impossible-budget.js';
import { feasibleSampler } from './feasible-sampler.js';
import { openSpace, presetSettings } from './presets/registry.js';
import { PricedSpace } from './pricing/priced-space.js';
import { CountedPoints } from './sampling/counted-points.js';
import type { PointSource } from './sampling/point-source.js';
import { RepairedPoints } from './sampling/repaired-points.js';
import { smallSpace } from './testing/small-space.js';

const data = { channels: 1, classes: 10 };
const space = smallSpace();
const priced = new PricedSpace(space, data);
const inside = (budget: Budget) =>
  Array.from({ length: priced.points }, (_, number) => priced.pointAt(number)).filter(
    (point) => brokenLimits(priced.priceOf(point)!, budget).length === 0,
  );
const streamOf = (seed: number): Uniform => {
  const rng = Rng.fromSeed(seed);
  return () => rng.uniform();
};
const medianOf = (key: BudgetKey) =>
  inside({ macs: 1e9 })
    .map((point) => priced.priceOf(point)![key])
    .sort((a, b) => a - b)[priced.points >> 1];
const median = medianOf('macs');

/** Pearson's statistic of draws against equal chances, and the value that it stays below with probability 0.999 (Wilson and Hilferty 1931). */
function chiSquared(counts: readonly number[], draws: number): { statistic: number; limit: number } {
  const expected = draws / counts.length;
  const freedom = counts.length - 1;
  const cube = 1 - 2 / (9 * freedom) + 3.09 * Math.sqrt(2 / (9 * freedom));
  return { statistic: counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0), limit: freedom * cube ** 3 };
}

const band: Budget = { macs: median, band: 0.1 };
const several: Budget = { macs: median, params: medianOf('params'), activations: medianOf('activations') };
const sources: [string, Budget, (budget: Budget) => PointSource | undefined][] = [
  ['counted exactly', band, (budget) => new CountedPoints(priced, budget, new CostCounts(priced, 'macs'))],
  ['counted with rounded sums', band, (budget) => new CountedPoints(priced, budget, new CostCounts(priced, 'macs', 30))],
  ['counted by one of several limits', several, (budget) => new CountedPoints(priced, budget, new CostCounts(priced, 'params'))],
];

describe('a point source', () => {
  it.each(sources)('that is %s gives every point inside the same chance', (_what, budget, open) => {
    const points = inside(budget);
    expect(points.length).toBeGreaterThan(20);
    expect(points.length).toBeLessThan(priced.points / 2);
    const counts = new Map(points.map((point) => [point.join(), 0]));
    const draws = 60 * points.length;
    const source = open(budget)!;
    const uniform = streamOf(3);
    for (let i = 0; i < draws; i++) {
      const key = source.draw(uniform)!.join();
      expect(counts.has(key)).toBe(true);
      counts.set(key, counts.get(key)! + 1);
    }
    const { statistic, limit } = chiSquared([...counts.values()], draws);
    expect(statistic).toBeLessThan(limit);
  });

  it('that repairs ends, inside where it can and with nothing where no point is', () => {
    const [cheapest] = inside({ macs: 1e9 }).sort((a, b) => priced.priceOf(a)!.macs - priced.priceOf(b)!.macs);
    const least = priced.priceOf(cheapest)!.macs;
    expect(new RepairedPoints(priced, { macs: least }).draw(streamOf(1))).toEqual(cheapest);
    expect(new RepairedPoints(priced, { macs: least - 1 }).draw(streamOf(1))).toBeUndefined();
  });
});

describe('the chi-squared test used here', () => {
  it('rejects a source that favours the first of its points', () => {
    const { statistic, limit } = chiSquared([90, ...Array.from({ length: 49 }, () => 60)], 60 * 50 + 30);
    expect(statistic).toBeLessThan(limit);
    const skewed = chiSquared([140, ...Array.from({ length: 49 }, () => 58)], 140 + 49 * 58);
    expect(skewed.statistic).toBeGreaterThan(skewed.limit);
  });
});

describe('feasibleSampler', () => {
  const budgets = [band, several, { weightsBytes: 20_000 }, { macs: median, band: 0.01 }];

  it('draws, mutates and crosses inside the budget, whatever the numbers', () => {
    const samplers = budgets.map((budget) => feasibleSampler(space, data, budget));
    fc.assert(
      fc.property(fc.nat(budgets.length - 1), fc.nat(), (which, seed) => {
        const sampler = samplers[which];
        const uniform = streamOf(seed);
        const a = sampler.draw(uniform);
        const b = sampler.draw(uniform);
        for (const params of [a, b, sampler.mutate(a, uniform), sampler.cross(a, b, uniform)]) {
          const cost = costOf(space.build(params, data));
          expect(cost).toMatchObject(sampler.price(params)!);
          expect(brokenLimits(cost, budgets[which])).toEqual([]);
          expect(sampler.contains(params)).toBe(true);
        }
        expect(sampler.mutate(a, uniform)).not.toEqual(a);
      }),
    );
  });

  it('gives a child values of its parents only', () => {
    const sampler = feasibleSampler(space, data, band);
    const uniform = streamOf(5);
    let mixed = 0;
    for (let i = 0; i < 100; i++) {
      const [a, b] = [sampler.draw(uniform), sampler.draw(uniform)];
      const child = sampler.cross(a, b, uniform);
      if (Object.keys(child).every((name) => [a[name], b[name]].some((value) => JSON.stringify(value) === JSON.stringify(child[name]))))
        mixed++;
    }
    expect(mixed).toBeGreaterThan(60);
  });

  it('finds the dearest network of a space with more points than a number can count one by one', () => {
    const large = openSpace(
      presetSettings('mbconv', { resolution: [16], stages: Array.from({ length: 16 }, () => ({ channels: 16, stride: 1 })) }),
    );
    expect(cardinality(large)).toBeGreaterThan(2 ** 53);
    const { max } = describeSpace(large, data, {}).macs;
    const sampler = feasibleSampler(large, data, { macs: max, band: 0.001 });
    expect(costOf(large.build(sampler.draw(streamOf(1)), data)).macs).toBeGreaterThan(0.999 * max);
  });

  it('says what the nearest network costs when none is inside', () => {
    const { macs } = priced.priceOf(priced.pointAt(0))!;
    const low: Budget = { macs: 10, band: 0.02 };
    expect(() => feasibleSampler(space, data, low)).toThrow(ImpossibleBudgetError);
    expect(() => feasibleSampler(space, data, low)).toThrow(
      /budget\.band: no network of space small costs 10 to 10 macs, the nearest needs/,
    );
    expect(() => feasibleSampler(space, data, { macs: 10, params: 10 })).toThrow(
      /budget\.macs: no network of space small fits, the nearest needs/,
    );
    expect(rangeOf({ macs, band: 0.02 }, 'macs').least).toBeLessThan(macs);
  });
});
