import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatPercent, formatSeconds } from './numbers.js';

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [7, '7'],
    [950, '950'],
    [999.6, '1k'],
    [1000, '1k'],
    [1234, '1.23k'],
    [999_999, '1M'],
    [2_000_000, '2M'],
    [385_814_752, '386M'],
    [5.4e13, '54T'],
    [9e15, '9000T'],
  ])('writes the count %d as %s', (value, text) => {
    expect(formatCount(value)).toBe(text);
  });

  it.each([
    [0.04, '0 s'],
    [0.44, '0.4 s'],
    [9.96, '10 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [3600, '1 h'],
    [7199, '2 h'],
    [7500, '2 h 5 min'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it('writes shares in per cent with two decimals, so that a column lines up', () => {
    expect([0, 0.861, 1].map(formatPercent)).toEqual(['0.00 %', '86.10 %', '100.00 %']);
  });

  it('writes bytes with a unit', () => {
    expect([12, 1_234_000].map(formatBytes)).toEqual(['12 B', '1.23 MB']);
  });
});
