import { describe, expect, it } from 'vitest';
import { holm, twoWayTest } from './two-way-test.js';

describe('twoWayTest', () => {
  it('is the paired t-test for two treatments', () => {
    const { test } = twoWayTest(
      [
        [5.1, 4.9, 6.2, 5.7],
        [4.6, 4.7, 5.5, 5.6],
      ],
      0.95,
    );
    const { p, interval } = test(0.375);
    // Differences 0.5, 0.2, 0.7, 0.1: t = mean / (deviation / 2), whose distribution with 3 degrees of freedom has a closed form.
    const t = 0.375 / (Math.sqrt((0.125 ** 2 + 0.175 ** 2 + 0.325 ** 2 + 0.275 ** 2) / 3) / 2);
    const x = t / Math.sqrt(3);
    expect(p).toBeCloseTo(1 - (2 / Math.PI) * (x / (1 + x * x) + Math.atan(x)), 6);
    // 3.1824 is the 97.5 % quantile (Student 1908).
    expect(interval[0]).toBeCloseTo(0.375 - (3.1824 * 0.375) / t, 4);
    expect(interval[1]).toBeCloseTo(0.375 + (3.1824 * 0.375) / t, 4);
  });

  it('is blind to what a block adds to all treatments', () => {
    const rows = [
      [1, 2, 4],
      [2, 2.5, 5],
      [0, 1.5, 3],
    ];
    const shifted = rows.map((row) => row.map((value, j) => value + 10 * j));
    expect(twoWayTest(shifted, 0.9).test(1).p).toBeCloseTo(twoWayTest(rows, 0.9).test(1).p, 12);
    expect(twoWayTest(shifted, 0.9).halfWidth).toBeCloseTo(twoWayTest(rows, 0.9).halfWidth, 12);
  });
});

describe('holm', () => {
  it('adjusts the smallest most, and never lets a later one fall below', () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holm([0.5, 0.9])).toEqual([1, 1]);
  });
});
