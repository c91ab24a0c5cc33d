import { type Architecture, costOf, zoo } from '@isoflop/blocks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestWithin } from './match.js';
import { compoundFactors, EFFICIENTNET_COEFFICIENTS, nominalCost, type ScalingRuleName, scalingRules } from './rules.js';
import { ScalingError, scale } from './scale.js';

const b0 = zoo('efficientnet_b0');

/** Width, depth, pixels, and torchvision 0.14.1's exact params and multiply-adds. */
const FAMILY = [
  ['B1', 1.0, 1.1, 240, 7_794_184, 686_802_832],
  ['B2', 1.1, 1.2, 260, 9_109_994, 993_561_872],
  ['B3', 1.2, 1.4, 300, 12_233_232, 1_827_141_392],
  ['B7', 2.0, 3.1, 600, 66_347_960, 37_745_884_192],
] as const;

describe('scale', () => {
  it.each(FAMILY)('makes %s of B0, to the integer', (_name, width, depth, pixels, params, macs) => {
    const cost = costOf(scale(b0, { width, depth, resolution: pixels / 224 }));
    expect(cost.params).toBe(params);
    expect(cost.macs).toBe(macs);
  });

  it('with factors of 1 gives the network back', () => {
    expect(scale(b0, { width: 1, depth: 1, resolution: 1 })).toEqual(b0);
  });

  it('widens every branch of an Inception module and repeats no pooling', () => {
    const wide = scale(zoo('googlenet'), { width: 2, depth: 1, resolution: 1 });
    expect(costOf(wide).params).toBe(costOf(zoo('googlenet', { width: 2 })).params);
    const pools = (network: Architecture) => network.stages.filter(({ block }) => block.kind === 'pool').map(({ repeats }) => repeats);
    expect(pools(scale(zoo('googlenet'), { width: 1, depth: 2, resolution: 1 }))).toEqual(pools(zoo('googlenet')));
  });

  it('leaves channels that are no multiple of 8 alone when the width is', () => {
    const odd = { ...b0, stem: [{ kind: 'conv', channels: 12, kernel: 3, stride: 2, activation: 'silu' }] } as const satisfies Architecture;
    expect(scale(odd, { width: 1, depth: 2, resolution: 1 }).stem).toEqual(odd.stem);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the factor %s', (width) => {
    expect(() => scale(b0, { width, depth: 1, resolution: 1 })).toThrow(ScalingError);
  });
});

describe('rules', () => {
  it('make nominal cost equal to the factor, whatever they spend it on', () => {
    for (const rule of Object.values(scalingRules)) expect(nominalCost(rule(3))).toBeCloseTo(3, 10);
  });

  it("EfficientNet's coefficients cost 1.92 per phi", () => {
    expect(nominalCost(compoundFactors(EFFICIENTNET_COEFFICIENTS, 1))).toBeCloseTo(1.2 * 1.1 ** 2 * 1.15 ** 2, 12);
  });
});

describe('largestWithin', () => {
  const base = zoo('mobilenet_v2', { width: 0.5, resolution: 64, classes: 10 });
  const names = Object.keys(scalingRules) as ScalingRuleName[];

  it('never exceeds the budget, and a slightly larger factor would', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.double({ min: 1, max: 8, noNaN: true }), (name, times) => {
        const macs = Math.floor(costOf(base).macs * times);
        const found = largestWithin(base, scalingRules[name], macs);
        expect(found.cost.macs).toBeLessThanOrEqual(macs);
        expect(costOf(scale(base, scalingRules[name](found.factor * (1 + 1e-5)))).macs).toBeGreaterThan(macs);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses a budget below the base', () => {
    expect(() => largestWithin(base, scalingRules.depth, costOf(base).macs - 1)).toThrow('the base must fit the budget');
  });
});
