import { type Architecture, costOf, parseArchitecture, zoo } from '@isoflop/blocks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ScalingRule, type ScalingRuleName, scalingRules } from '../rules/rules.js';
import { ScalingError } from '../scaling-error.js';
import { largestWithin } from './largest-within.js';

describe('largestWithin', () => {
  const base = zoo('mobilenet_v2', { width: 0.5, resolution: 64, classes: 10 });
  const costAt = (network: Architecture, rule: ScalingRule, factor: number) => costOf(rule.build(network, rule.factors(factor))).macs;
  const names = (Object.keys(scalingRules) as ScalingRuleName[]).filter((name) => name !== 'regnet');

  it('never exceeds the budget, and a slightly larger factor would', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.double({ min: 1, max: 8, noNaN: true }), (name, times) => {
        const macs = Math.floor(costOf(base).macs * times);
        const found = largestWithin(base, scalingRules[name], macs);
        expect(found.cost.macs).toBeLessThanOrEqual(macs);
        expect(costAt(base, scalingRules[name], found.factor * (1 + 1e-5))).toBeGreaterThan(macs);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses a budget below the base, and names the least one', () => {
    const macs = costOf(base).macs;
    expect(() => largestWithin(base, scalingRules.depth, macs - 1)).toThrow('the base must fit the budget');
    expect(() => largestWithin(base, scalingRules.depth, macs - 1)).toThrow(`raise the budget to at least ${macs}`);
  });

  it('shrinks the base where it may, down to the smallest network of the rule', () => {
    for (const times of [0.5, 0.1, 0.02]) {
      const macs = Math.floor(costOf(base).macs * times);
      const found = largestWithin(base, scalingRules.compound, macs, { mayShrink: true });
      expect(found.cost.macs).toBeLessThanOrEqual(macs);
      expect(costAt(base, scalingRules.compound, found.factor * (1 + 1e-5))).toBeGreaterThan(macs);
    }
    const shrink = () => largestWithin(base, scalingRules.depth, 1000, { mayShrink: true });
    expect(shrink).toThrow(/smallest network that the rule makes must fit the budget, it needs \d+ MACs/);
  });

  it('says that a rule cannot enlarge a network, in place of a factor of a million', () => {
    const flat = parseArchitecture({
      input: { height: 32, width: 32, channels: 3 },
      stages: [{ repeats: 1, block: { kind: 'pool', function: 'max' } }],
      head: [{ kind: 'classifier', classes: 10 }],
    });
    const grow = () => largestWithin(flat, scalingRules.depth, 1e9);
    expect(grow).toThrow(ScalingError);
    expect(grow).toThrow('the rule must be able to make the base larger');
  });

  it('refuses a budget that no exact count reaches', () => {
    expect(() => largestWithin(base, scalingRules.depth, Number.POSITIVE_INFINITY)).toThrow(/budget/);
  });
});
