import { type Architecture, costOf, zoo } from '@isoflop/blocks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nominalCost } from './factors.js';
import { compoundFactors, compoundRule, dwgrRule, EFFICIENTNET_COEFFICIENTS, ruleNamed, scalingRules } from './rules.js';

const regnet = zoo('regnet_y_4gf');
const bottlenecks = ({ stages }: Architecture) =>
  stages.map(({ repeats, block }) => {
    if (block.kind !== 'bottleneck-residual') throw new Error('a RegNet has bottlenecks only');
    const { channels, bottleneck, groups = 1 } = block;
    return { repeats, channels, group: bottleneck / groups };
  });

describe('rules', () => {
  it('make nominal cost equal to the factor, up and down', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(scalingRules)), fc.double({ min: 0.1, max: 64, noNaN: true }), (rule, times) => {
        expect(nominalCost(rule.factors(times))).toBeCloseTo(times, 8);
      }),
    );
  });

  it("EfficientNet's coefficients cost 1.92 per phi", () => {
    expect(nominalCost(compoundFactors(EFFICIENTNET_COEFFICIENTS, 1))).toBeCloseTo(1.2 * 1.1 ** 2 * 1.15 ** 2, 12);
  });

  it.each([
    [{ alpha: 0.9, beta: 1.1, gamma: 1.1 }, 'alpha must be at least 1, got 0.9; the nearest legal value is 1'],
    [{ alpha: 1, beta: 1, gamma: 1 }, 'one of them must be above 1'],
    [{ alpha: 1.2, beta: Number.NaN, gamma: 1 }, 'beta must be at least 1, got NaN'],
  ])('refuse the coefficients %j', (coefficients, message) => {
    expect(() => compoundRule(coefficients)).toThrow(message);
  });

  it.each(['d1_w1_d1', 'x1', 'd', 'g1', 'd0_w0_r0', ''])('refuse the name %j', (name) => {
    expect(() => ruleNamed(name)).toThrow(/d1_w8_g8_r1/);
  });

  it('of dwr is d1_w8_g8_r1', () => {
    expect(ruleNamed('d1_w8_g8_r1').factors(4)).toEqual(scalingRules.dwr.factors(4));
  });
});

/** Four times RegNetY-4.0GF by pycls's scaler (Dollár et al. 2021): own arithmetic on published rules, ratios of MACs, activations and params. */
const FOUR_TIMES = [
  ['dwr', 'd1_w8_g8_r1', { widths: [224, 336, 896, 1904], repeats: [2, 7, 14, 2], group: 112, pixels: 240 }, [3.93, 2.16, 3.3]],
  ['uniform', 'd1_w1_g1_r1', { repeats: [3, 10, 19, 3], group: 80, pixels: 284 }, [3.97, 2.91, 2.39]],
  ['width and groups', 'w1_g1', { repeats: [2, 6, 12, 2], pixels: 224 }, [3.96, 1.97, 3.89]],
  ['depth', 'd1', { widths: [128, 192, 512, 1088], repeats: [8, 24, 48, 8], group: 64, pixels: 224 }, [3.84, 3.21, 3.92]],
  ['resolution', 'r1', { widths: [128, 192, 512, 1088], repeats: [2, 6, 12, 2], group: 64, pixels: 448 }, [4, 4, 1]],
] as const;

describe('the dWr family', () => {
  it.each(FOUR_TIMES)('%s makes RegNetY-4.0GF four times as costly as its reference row says', (_name, weights, network, ratios) => {
    const rule = ruleNamed(weights);
    const scaled = rule.build(regnet, rule.factors(4));
    const blocks = bottlenecks(scaled);
    expect(blocks.map(({ repeats }) => repeats)).toEqual(network.repeats);
    expect(scaled.input.height).toBe(network.pixels);
    if ('widths' in network) expect(blocks.map(({ channels }) => channels)).toEqual(network.widths);
    if ('group' in network) expect(new Set(blocks.map(({ group }) => group))).toEqual(new Set([network.group]));
    const [before, after] = [costOf(regnet), costOf(scaled)];
    const ratio = (field: 'macs' | 'activations' | 'params') => Number((after[field] / before[field]).toFixed(2));
    expect([ratio('macs'), ratio('activations'), ratio('params')]).toEqual(ratios);
  });

  it('keeps activations low: they grow with the square root of width, where depth or pixels grow them in proportion', () => {
    const growth = (weights: string) => {
      const rule = ruleNamed(weights);
      return costOf(rule.build(regnet, rule.factors(4))).activations / costOf(regnet).activations;
    };
    expect(growth('d1_w8_g8_r1')).toBeLessThan(growth('d1_w1_r1'));
    expect(growth('d1_w1_r1')).toBeLessThan(growth('r1'));
  });

  it('refuses negative weights and a rule that scales nothing', () => {
    expect(() => dwgrRule({ d: -1, w: 2 })).toThrow('weights must be at least 0');
    expect(() => dwgrRule({ g: 1 })).toThrow('one of d, w, r above it');
  });
});

describe('the regnet rule', () => {
  const { regnet: rule } = scalingRules;

  it('with a factor of 1 gives the network back', () => {
    for (const name of ['regnet_y_4gf', 'regnet_x_400mf', 'regnet_y_16gf']) {
      expect(costOf(rule.build(zoo(name), rule.factors(1)))).toEqual(costOf(zoo(name)));
    }
  });

  it('makes a RegNet again: stages of rising width, whose widths are multiples of one group width', () => {
    const blocks = bottlenecks(rule.build(regnet, rule.factors(4)));
    expect(blocks.map(({ channels }) => channels)).toEqual([...blocks.map(({ channels }) => channels)].sort((a, b) => a - b));
    for (const { channels, group } of blocks) expect(channels % group).toBe(0);
    expect(new Set(blocks.map(({ group }) => group))).toEqual(new Set([112]));
    expect(blocks.at(-1)!.channels / bottlenecks(regnet).at(-1)!.channels).toBeGreaterThan(1.5);
  });

  it('comes near its nominal cost', () => {
    const times = costOf(rule.build(regnet, rule.factors(4))).macs / costOf(regnet).macs;
    expect(Math.abs(times / 4 - 1)).toBeLessThan(0.15);
  });

  it('refuses networks that no generator made, and RegNets that were changed since', () => {
    expect(() => rule.build(zoo('resnet50'), rule.factors(2))).toThrow('the regnet rule regenerates a published RegNet, got resnet50');
    expect(() => rule.build(zoo('regnet_y_4gf', { depth: 2 }), rule.factors(2))).toThrow('regenerates a published RegNet');
  });
});

describe('the stage-weighted rule', () => {
  const { build } = scalingRules['stage-weighted'];
  const s = zoo('efficientnet_v2_s');

  it('gives the last two stages twice the growth of the others', () => {
    const { stages } = build(s, { depth: 2, width: 1, resolution: 1 });
    const growth = stages.map(({ repeats }, i) => repeats / s.stages[i].repeats - 1);
    expect(growth[5] / growth[3]).toBeCloseTo(2, 0);
    const added = stages.reduce((sum, { repeats }) => sum + repeats, 0) / 40;
    expect(added).toBeGreaterThan(1.95);
    expect(added).toBeLessThan(2.15);
  });

  it('caps pixels at 480 but leaves a larger base alone', () => {
    expect(build(s, { depth: 1, width: 1, resolution: 2 }).input.height).toBe(480);
    const xl = zoo('efficientnet_v2_xl');
    expect(build(xl, { depth: 1, width: 1, resolution: 1 }).input).toEqual(xl.input);
  });

  it('keeps at least one block per stage when it scales down', () => {
    for (const { repeats } of build(s, { depth: 0.1, width: 1, resolution: 1 }).stages) expect(repeats).toBeGreaterThanOrEqual(1);
  });
});
