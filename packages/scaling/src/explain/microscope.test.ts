import { costOf, zoo, zooEntries } from '@isoflop/blocks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROUNDINGS } from '../rules/rounding.js';
import { scale } from '../rules/scale.js';
import { roundingLedger } from './microscope.js';

const b0 = zoo('efficientnet_b0');
const b0Macs = costOf(b0).macs;
const one = { depth: 1, width: 1, resolution: 1 };

describe('roundingLedger', () => {
  it('adds up to the counted cost, part by part and in all', () => {
    const bases = zooEntries.map(({ name }) => name);
    const factor = fc.double({ min: 0.6, max: 2.5, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...bases), factor, factor, factor, (name, depth, width, resolution) => {
        const base = zoo(name);
        const factors = { depth, width, resolution };
        const { parts, total } = roundingLedger(base, factors);
        expect(total.macs).toBe(costOf(scale(base, factors)).macs);
        for (const { nominalMacs, formulaMacs, rounding, macs } of [...parts, total]) {
          const sum = nominalMacs + formulaMacs + Object.values(rounding).reduce((a, b) => a + b, 0);
          expect(Math.abs(sum / Math.max(1, macs) - 1) < 1e-9 || Math.abs(sum - macs) < 1).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('finds nothing to explain in the base itself', () => {
    const { total } = roundingLedger(b0, one);
    expect(total).toMatchObject({ nominalMacs: b0Macs, macs: b0Macs, rounding: { channels: 0, tenPercent: 0, repeats: 0, pixels: 0 } });
  });

  it('blames rounded-up repeats for a depth of 1.01, which costs 1.476 times the base', () => {
    const { total, parts } = roundingLedger(b0, { ...one, depth: 1.01 });
    expect(total.macs / b0Macs).toBeCloseTo(1.476, 3);
    expect(total.rounding.repeats / b0Macs).toBeGreaterThan(0.46);
    expect(total.rounding).toMatchObject({ channels: 0, tenPercent: 0, pixels: 0 });
    expect(parts[6].repeats).toEqual({ base: 4, scaled: 4.04, rounded: 5 });
  });

  it('blames strides that round up for 225 pixels, which cost 1.165 times 224', () => {
    const { total } = roundingLedger(b0, { ...one, resolution: 225 / 224 });
    expect(total.macs / b0Macs).toBeCloseTo(1.165, 3);
    expect(total.rounding.pixels / b0Macs).toBeGreaterThan(0.15);
    expect(total.rounding).toMatchObject({ channels: 0, tenPercent: 0, repeats: 0 });
  });

  it('shows the 10 % rule at work in one place of B1 to B8: the first stage of B3', () => {
    const b3 = { width: 1.2, depth: 1.4, resolution: 300 / 224 };
    const { parts } = roundingLedger(b0, b3);
    expect(parts.filter(({ rounding }) => rounding.tenPercent !== 0).map(({ path }) => path)).toEqual(['stages/0', 'stages/1']);
    expect(parts[1].channels).toEqual({ base: 16, scaled: 16 * 1.2, rounded: 24 });
    expect(roundingLedger(b0, b3, ROUNDINGS['efficientnet-v2']).total.rounding.tenPercent).toBe(0);
  });

  it('knows what Lite leaves alone', () => {
    const { parts } = roundingLedger(zoo('efficientnet_lite0'), { width: 1.4, depth: 1.8, resolution: 300 / 224 }, ROUNDINGS.lite);
    expect(parts[0].channels).toEqual({ base: 32, scaled: 32, rounded: 32 });
    expect(parts[1].repeats).toEqual({ base: 1, scaled: 1, rounded: 1 });
  });
});
