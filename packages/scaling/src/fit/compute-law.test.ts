import { describe, expect, it } from 'vitest';
import { normalStream } from '../testing/synthetic-study.js';
import { computeErrorAt, fitComputeLaw } from './compute-law.js';

const FLOOR = 0.05;
const AMPLITUDE = 0.15;
const EXPONENT = 0.3;

/** Errors at budgets from 1/8 to 8 times a reference, with noise. */
function study(count: number, noise: number, seed: number) {
  const normal = normalStream(seed);
  return Array.from({ length: count }, (_, i) => {
    const log = Math.log(64) * (i / (count - 1) - 0.5);
    return { macs: 1e7 * Math.exp(log), error: FLOOR + AMPLITUDE * Math.exp(-EXPONENT * log) + noise * normal() };
  });
}

describe('fitComputeLaw', () => {
  it('recovers a law without noise', () => {
    const law = fitComputeLaw(study(8, 0, 1));
    expect(law.exponent.value).toBeCloseTo(EXPONENT, 3);
    expect(law.floor.value).toBeCloseTo(FLOOR, 3);
    expect(law.amplitude.value).toBeCloseTo(AMPLITUDE, 3);
    expect(computeErrorAt(law, 1e9)).toBeCloseTo(FLOOR + AMPLITUDE * 100 ** -EXPONENT, 3);
  });

  it.each([
    [12, 0.002],
    [20, 0.004],
  ])(
    'with %i points and noise of %s, holds the true exponent in its 90 per cent interval in at least 170 of 200 studies',
    (count, noise) => {
      let inside = 0;
      for (let seed = 1; seed <= 200; seed++) {
        const { interval } = fitComputeLaw(study(count, noise, seed), { samples: 100, level: 0.9, seed }).exponent;
        if (interval[0] <= EXPONENT && EXPONENT <= interval[1]) inside++;
      }
      expect(inside).toBeGreaterThanOrEqual(170);
      // Nor are intervals so wide that they always do.
      expect(inside).toBeLessThan(200);
    },
    300_000,
  );

  it('is the same for the same seed, and its interval moves with another', () => {
    const points = study(12, 0.004, 3);
    const at = (seed: number) => fitComputeLaw(points, { samples: 50, level: 0.9, seed }).exponent.interval;
    expect(at(1)).toEqual(at(1));
    expect(at(1)).not.toEqual(at(2));
  });

  it('refuses what cannot tell a law', () => {
    expect(() => fitComputeLaw(study(4, 0, 1))).toThrow('at least 5 budgets that span 2x are needed, got 4');
    expect(() => fitComputeLaw(study(8, 0, 1).map((point) => ({ ...point, macs: 1e6 })))).toThrow('span 1.00x');
  });
});
