import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussian, mixSeed, seededGenerator, shuffle } from './random.js';

describe('mixSeed', () => {
  it('gives nearby and reordered parts different 32-bit values', () => {
    const parts = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((a) => [0, 1, 2, 3, 4, 5, 6, 7].map((b) => mixSeed(a, b)));
    expect(new Set(parts).size).toBe(64);
    for (const value of parts) expect(value).toBe(value >>> 0);
  });
});

describe('shuffle', () => {
  it('permutes, the same way for the same stream', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 30 }), fc.integer(), (values, seed) => {
        const shuffled = shuffle([...values], seededGenerator(seed));
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...values].sort((a, b) => a - b));
        expect(shuffle([...values], seededGenerator(seed))).toEqual(shuffled);
      }),
    );
  });
});

describe('gaussian', () => {
  it('has mean 0, variance 1 and a kurtosis of 3 over many draws', () => {
    const generator = seededGenerator(11);
    const draws = Array.from({ length: 20_000 }, () => gaussian(generator));
    const moment = (power: number) => draws.reduce((sum, value) => sum + value ** power, 0) / draws.length;
    expect(moment(1)).toBeCloseTo(0, 1);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.04);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.25);
  });
});
