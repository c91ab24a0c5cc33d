import { costOf, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { compoundFactors, EFFICIENTNET_COEFFICIENTS, scalingRules } from '../rules/rules.js';
import { scale } from '../rules/scale.js';
import { compoundFamily, matchFamily } from './family.js';
import { match } from './match.js';
import { counterOf, NOMINAL } from './metric.js';

const b0 = zoo('efficientnet_b0');
const phis = [0.5, 1, 2, 3, 4, 5, 6, 7];
const factors = phis.map((phi) => compoundFactors(EFFICIENTNET_COEFFICIENTS, phi));

describe('compoundFamily', () => {
  it('shows what rounding adds: the published coefficients mean 1.92x and cost 2.57x', () => {
    const [one] = compoundFamily(b0, EFFICIENTNET_COEFFICIENTS, [1]);
    expect(one.nominal).toBeCloseTo(1.92, 2);
    expect(one.real.factor).toBeCloseTo(2.57, 2);
    expect(one.real.macs).toBe(costOf(one.architecture).macs);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses phi = %s', (phi) => {
    expect(() => compoundFamily(b0, EFFICIENTNET_COEFFICIENTS, [phi])).toThrow('phi must be a number from');
  });
});

describe('matchFamily', () => {
  it.each(['macs', 'params', 'activations'] as const)('lands every member to one per cent of the %s it was meant to have', (metric) => {
    const matches = matchFamily(b0, factors, { metric, tolerance: 0.01, solveFor: 'auto' });
    matches.forEach(({ architecture, cost, target, gap }, i) => {
      expect(cost).toBe(costOf(architecture)[metric]);
      expect(target).toBeCloseTo(costOf(b0)[metric] * NOMINAL[metric](factors[i]), 0);
      expect(Math.abs(gap)).toBeLessThanOrEqual(0.01);
      expect(cost / target - 1).toBeCloseTo(gap, 12);
    });
  });

  it('moves nothing but the factor it may move', () => {
    const [found] = matchFamily(b0, [factors[3]], { metric: 'macs', tolerance: 0.01, solveFor: 'resolution' });
    expect(found.factors).toMatchObject({ depth: factors[3].depth, width: factors[3].width });
    expect(found.architecture).toEqual(scale(b0, found.factors));
  });

  it.each(['mobilenet_v2', 'resnet50', 'regnet_y_400mf', 'convnext_tiny', 'mnasnet_a1'])('matches a family of %s', (name) => {
    const matches = matchFamily(zoo(name), factors.slice(2, 6), { metric: 'macs', tolerance: 0.01, solveFor: 'auto' });
    for (const { gap } of matches) expect(Math.abs(gap)).toBeLessThanOrEqual(0.01);
  });

  it('matches dWr members with their own rounding', () => {
    const { build, factors: dwr } = scalingRules.dwr;
    const [found] = matchFamily(zoo('regnet_y_4gf'), [dwr(4)], { metric: 'macs', tolerance: 0.01, solveFor: 'width' }, build);
    expect(Math.abs(found.gap)).toBeLessThanOrEqual(0.03);
    expect(found.architecture).toEqual(build(zoo('regnet_y_4gf'), found.factors));
  });

  it('scales down as well', () => {
    const [small] = matchFamily(b0, [compoundFactors(EFFICIENTNET_COEFFICIENTS, -2)], {
      metric: 'macs',
      tolerance: 0.01,
      solveFor: 'auto',
    });
    expect(Math.abs(small.gap)).toBeLessThanOrEqual(0.01);
    expect(small.cost).toBeLessThan(costOf(b0).macs / 3);
  });
});

describe('match', () => {
  const request = { base: b0, build: scale, factors: { depth: 1, width: 1, resolution: 1 }, tolerance: 0.01 } as const;
  const count = counterOf('macs');

  it('reports both neighbours where rounding leaves a gap', () => {
    const found = match({ ...request, metric: 'macs', target: 415e6, solveFor: 'resolution' }, count);
    expect(found.withinTolerance).toBe(false);
    expect([found.below, found.above]).toEqual([385_814_752, costOf(scale(b0, { depth: 1, width: 1, resolution: 225 / 224 })).macs]);
    expect(found.note).toContain('rounding leaves a gap along resolution');
  });

  it('closes that gap when the width may move too', () => {
    const found = match({ ...request, metric: 'macs', target: 415e6, solveFor: 'auto' }, count);
    expect(found.withinTolerance).toBe(true);
    expect(found.solvedFor).toBe('resolution and width');
  });

  it('says when the factor had to shrink because the others are rounded up too far', () => {
    const found = match(
      { ...request, factors: { depth: 1.01, width: 1, resolution: 1 }, metric: 'macs', target: 390e6, solveFor: 'resolution' },
      count,
    );
    expect(found.note).toContain('resolution had to shrink');
  });

  it.each([
    [{ metric: 'params', target: 1e7, solveFor: 'resolution' }, 'resolution does not change params; solve for depth or width'],
    [{ metric: 'macs', target: 1e5, solveFor: 'depth' }, 'the smallest network that depth makes'],
    [{ metric: 'params', target: 1e15, solveFor: 'width' }, 'the largest network that width makes'],
    [{ metric: 'macs', target: 0, solveFor: 'auto' }, 'a target must be a positive number of macs, got 0'],
    [{ metric: 'macs', target: Number.NaN, solveFor: 'auto' }, 'got NaN'],
  ] as const)('refuses %j', (rest, message) => {
    expect(() => match({ ...request, ...rest }, counterOf(rest.metric))).toThrow(message);
  });
});
