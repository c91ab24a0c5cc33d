import { costOf } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { brokenLimits } from '../budget.js';
import { defineSpace } from '../define-space.js';
import { openSpace, presetSettings } from '../presets/registry.js';
import { PricedSpace } from '../pricing/priced-space.js';
import { smallSpace } from '../testing/small-space.js';
import { describeSpace } from './describe-space.js';
import { ImpossibleBudgetError, requireSatisfiable } from './impossible-budget.js';

const data = { channels: 1, classes: 10 };
const space = smallSpace();
const priced = new PricedSpace(space, data);
const costs = Array.from({ length: priced.points }, (_, number) => priced.priceOf(priced.pointAt(number))!);
const macs = costs.map((cost) => cost.macs).sort((a, b) => a - b);

describe('describeSpace', () => {
  it('gives ends, median, deciles and share of a small space exactly', () => {
    const budget = { macs: macs[macs.length >> 1], params: 8000 };
    const found = describeSpace(space, data, budget);
    expect(found).toMatchObject({ method: 'listed', cardinality: macs.length, fractionError: 0, sampled: 0, satisfiable: true });
    expect(found.macs).toMatchObject({ min: macs[0], median: macs[macs.length / 2 - 1], max: macs.at(-1), error: 0, rankError: 0 });
    expect(found.macs.deciles).toEqual(Array.from({ length: 9 }, (_, i) => macs[Math.ceil(((i + 1) * macs.length) / 10) - 1]));
    expect(found.feasibleFraction).toBe(costs.filter((cost) => brokenLimits(cost, budget).length === 0).length / costs.length);
  });

  it('marks bands in which no network lies, and only those', () => {
    const { emptyBands } = describeSpace(space, data, { macs: 60_000, band: 0.01 }).macs;
    expect(emptyBands.length).toBeGreaterThan(0);
    for (const { from, to } of emptyBands) {
      expect(macs.filter((value) => value > from && value < to)).toEqual([]);
      expect(macs).toContain(from);
      expect(macs).toContain(to);
      const middle = Math.round(Math.sqrt(from * to));
      expect(describeSpace(space, data, { macs: middle, band: 0.01 }).satisfiable).toBe(false);
    }
  });

  it('counts a space of more than 10^12 networks, with errors it states', () => {
    const large = openSpace(
      presetSettings('mbconv', { stages: Array.from({ length: 8 }, () => ({ channels: 24, stride: 1 })), depth: { perStage: [1, 2, 3] } }),
    );
    const found = describeSpace(large, data, { macs: 30_000_000, band: 0.02 });
    expect(found.method).toBe('counted');
    expect(found.cardinality).toBeGreaterThan(1e12);
    expect(found.macs.error).toBeLessThan(0.01 * found.macs.median);
    expect(found.fractionError).toBeLessThan(0.1 * found.feasibleFraction);
    expect(found.satisfiable).toBe(true);
  });

  it('names the nearest network where none is inside', () => {
    const found = describeSpace(space, data, { macs: 1000, band: 0.02 });
    expect(found).toMatchObject({ satisfiable: false, feasibleFraction: 0, nearest: { macs: macs[0] } });
    expect(costOf(space.build(found.nearest!.configuration, data)).macs).toBe(macs[0]);
  });

  it('says when it has found no network but cannot rule one out', () => {
    const large = openSpace(presetSettings('mobilenetv2', { resolution: [32], width: [1], kernel: [3, 5] }));
    const { macs } = describeSpace(large, data, {});
    const found = describeSpace(large, data, { macs: macs.max, band: 0.02, params: 1_200_000 });
    expect(found).toMatchObject({ satisfiable: false, satisfiableIsCertain: false });
    expect(() => requireSatisfiable(large, data, { macs: macs.max, band: 0.02, params: 1_200_000 })).toThrow('was found that');
    expect(describeSpace(large, data, { macs: macs.min - 1 })).toMatchObject({ satisfiable: false, satisfiableIsCertain: true });
  });

  it('refuses a space of which no network can be built, naming why', () => {
    const impossible = defineSpace('impossible', { resolution: [4, 8] })
      .stem([], () => [{ kind: 'conv', channels: 8, kernel: 9, padding: 'valid' }])
      .head([], (_, { classes }) => [{ kind: 'classifier', classes }])
      .open();
    expect(() => describeSpace(impossible, data, { macs: 1e9 })).toThrow('a window of 9 pixels must fit');
  });

  it('samples a space that can be neither listed nor counted, and brackets the truth', () => {
    const numbers = Array.from({ length: 300 }, (_, i) => i + 1);
    const wide = defineSpace('wide', { resolution: [8], first: numbers, second: numbers, third: numbers })
      .stage(['first', 'second', 'third'], ({ first, second, third }) => ({
        repeats: 1,
        block: { kind: 'conv', channels: first + second + third, kernel: 1 },
      }))
      .head([], (_, { classes }) => [{ kind: 'classifier', classes }])
      .open();
    const middle = costOf(wide.build({ resolution: 8, first: 150, second: 150, third: 151 }, data)).macs;
    const found = describeSpace(wide, data, { macs: middle });
    expect(found.method).toBe('sampled');
    expect(Math.abs(found.feasibleFraction - 0.5)).toBeLessThan(3 * found.fractionError);
    expect(found.macs.min).toBe(costOf(wide.build(wide.base, data)).macs);
    expect(found.macs.rankError).toBeGreaterThan(0);
  });
});

describe('requireSatisfiable', () => {
  it('says what the smallest network costs when the budget is below it', () => {
    expect(() => requireSatisfiable(space, data, { macs: macs[0] })).not.toThrow();
    expect(() => requireSatisfiable(space, data, { macs: macs[0] - 1 })).toThrow(ImpossibleBudgetError);
    expect(() => requireSatisfiable(space, data, { macs: macs[0] - 1 })).toThrow(
      `no network of space small fits, the smallest needs ${macs[0].toLocaleString('en')} macs`,
    );
  });

  it('refuses limits that different networks meet one by one and none meets together', () => {
    const both = { macs: macs[macs.length >> 1], band: 0.05, params: Math.min(...costs.map((cost) => cost.params)) };
    expect(costs.some((cost) => brokenLimits(cost, { macs: both.macs, band: both.band }).length === 0)).toBe(true);
    expect(costs.filter((cost) => brokenLimits(cost, both).length === 0)).toEqual([]);
    expect(() => requireSatisfiable(space, data, both)).toThrow(ImpossibleBudgetError);
  });
});
