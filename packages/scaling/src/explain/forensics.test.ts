import { zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { compoundFactors, EFFICIENTNET_COEFFICIENTS } from '../rules/rules.js';
import { scale } from '../rules/scale.js';
import { phiForensics, RELEASED_ROWS } from './forensics.js';

const b0 = zoo('efficientnet_b0');

describe('phiForensics', () => {
  const released = phiForensics();

  it('reads 6.2, 7.3 and 7.0 off B7', () => {
    const { implied, macs } = released[6];
    expect([implied.depth, implied.width, implied.resolution].map(({ phi }) => phi.toFixed(1))).toEqual(['6.2', '7.3', '7.0']);
    expect(macs).toBe(37_745_884_192);
  });

  it('proves that no released member has one phi, rounding taken into account', () => {
    expect(released.map(({ name, isOnePhi }) => [name, isOnePhi])).toEqual(RELEASED_ROWS.map(({ name }) => [name, false]));
  });

  it('gives ranges in which every phi makes the same whole numbers, and no wider', () => {
    const { implied, factors } = released[3];
    const repeats = (phi: number) => scale(b0, { depth: 1.2 ** phi, width: 1, resolution: 1 }).stages.map((stage) => stage.repeats);
    const published = scale(b0, { depth: factors.depth, width: 1, resolution: 1 }).stages.map((stage) => stage.repeats);
    const [first, last] = implied.depth.range!;
    expect(repeats(first + 1e-4)).toEqual(published);
    expect(repeats(last - 1e-4)).toEqual(published);
    expect(repeats(first - 1e-2)).not.toEqual(published);
    expect(repeats(last + 1e-2)).not.toEqual(published);
  });

  it('recognises tables that do follow one phi', () => {
    const rows = [1, 2, 3.5, 6].map((phi) => {
      const factors = compoundFactors(EFFICIENTNET_COEFFICIENTS, phi);
      return { name: String(phi), ...factors, pixels: scale(b0, factors).input.height };
    });
    for (const { isOnePhi, implied, name } of phiForensics(rows)) {
      expect(isOnePhi).toBe(true);
      for (const { range } of Object.values(implied)) {
        expect(range![0]).toBeLessThanOrEqual(Number(name) + 1e-3);
        expect(range![1]).toBeGreaterThanOrEqual(Number(name) - 1e-3);
      }
    }
  });

  it('refuses a coefficient of 1, from which no phi follows', () => {
    expect(() => phiForensics(RELEASED_ROWS, b0, { alpha: 2, beta: 1, gamma: 1 })).toThrow('the coefficient of width must be above 1');
  });
});
