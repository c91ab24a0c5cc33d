import { costOf, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { ROUNDINGS } from '../rules/rounding.js';
import { dwgrRule, rounded } from '../rules/rules.js';
import { matchAlongRule } from './match-along-rule.js';
import { matchRule } from './match-rule.js';
import { counterOf } from './metric.js';

const base = zoo('efficientnet_b0', { width: 0.25, depth: 0.5, resolution: 40, classes: 10 });
const fine = rounded(ROUNDINGS.fine);
const measure = counterOf('macs');
const unit = costOf(base).macs;

describe('matchAlongRule', () => {
  it.each([{ d: 1 }, { w: 1 }, { r: 1 }, { d: 1, w: 1, r: 1 }, { d: 1, w: 8, r: 1 }])(
    'brings %j to two budgets within 2 %, by a little width where whole blocks and pixels leave a gap',
    (weights) => {
      const rule = dwgrRule(weights, fine);
      for (const times of [2, 4]) {
        const request = { metric: 'macs', target: times * unit, tolerance: 0.02 } as const;
        const alone = matchRule(base, rule, request, measure);
        const found = matchAlongRule(base, rule, request, 'width', measure);
        expect(found.withinTolerance).toBe(true);
        expect(costOf(found.architecture).macs).toBe(found.cost);
        if (alone.withinTolerance) expect(found).toMatchObject({ moved: 1, factors: alone.factors });
        else expect(Math.abs(found.moved - 1)).toBeLessThan(0.25);
      }
    },
  );

  it('gives the nearest of the rule where nothing lands', () => {
    const request = { metric: 'macs', target: 2 * unit, tolerance: 1e-9 } as const;
    const found = matchAlongRule(base, dwgrRule({ d: 1 }, fine), request, 'width', measure);
    expect(found).toMatchObject({ withinTolerance: false, moved: 1 });
    expect(found.note).toContain('rounding leaves a gap');
  });
});
