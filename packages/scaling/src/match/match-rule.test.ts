import { costOf, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { nominalCost } from '../rules/factors.js';
import { scalingRules } from '../rules/rules.js';
import { matchRule } from './match-rule.js';
import { counterOf } from './metric.js';

const base = zoo('mobilenet_v2', { width: 0.5, resolution: 64, classes: 10 });
const macs = costOf(base).macs;
const count = counterOf('macs');

describe('matchRule', () => {
  it.each(['width', 'uniform', 'compound', 'dwr'] as const)('moves along %s to the nearest network, up and down', (name) => {
    const rule = scalingRules[name];
    for (const times of [0.6, 2, 5]) {
      const found = matchRule(base, rule, { metric: 'macs', target: times * macs, tolerance: 0.05 }, count);
      expect(found.withinTolerance || found.note?.includes('rounding leaves a gap')).toBe(true);
      const again = rule.factors(nominalCost(found.factors));
      for (const axis of ['depth', 'width', 'resolution'] as const) expect(found.factors[axis]).toBeCloseTo(again[axis], 9);
      expect(found.cost).toBe(costOf(rule.build(base, found.factors)).macs);
      for (const side of [found.below!, found.above!])
        expect(Math.abs(Math.log(side / found.target))).toBeGreaterThanOrEqual(Math.abs(Math.log(found.cost / found.target)) - 1e-9);
    }
  });

  it('matches params along a rule as well', () => {
    const { params } = costOf(base);
    const found = matchRule(base, scalingRules.width, { metric: 'params', target: 3 * params, tolerance: 0.03 }, counterOf('params'));
    expect(Math.abs(found.gap)).toBeLessThanOrEqual(0.03);
  });

  it('reports both neighbours where whole blocks leave a gap', () => {
    const found = matchRule(base, scalingRules.depth, { metric: 'macs', target: 1.1 * macs, tolerance: 0.01 }, count);
    expect([found.withinTolerance, found.below]).toEqual([false, macs]);
    expect(found.note).toContain('rounding leaves a gap along factor');
  });

  it.each([
    [{ metric: 'params', target: 1e6 }, 'the rule does not change params'],
    [{ metric: 'macs', target: -1 }, 'must be a positive number of macs, got -1'],
    [{ metric: 'macs', target: 1 }, 'the nearest legal target is'],
  ] as const)('refuses %j along resolution', (request, message) => {
    expect(() => matchRule(base, scalingRules.resolution, { ...request, tolerance: 0.01 }, counterOf(request.metric))).toThrow(message);
  });
});
