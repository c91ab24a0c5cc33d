import { expect, it } from 'vitest';
import { meanInterval } from './mean-interval.js';

it('gives the interval that a t table gives', () => {
  // Mean 0.9, standard deviation 0.01, three values: 4.3027 * 0.01 / sqrt(3).
  const { mean, low, high } = meanInterval([0.89, 0.9, 0.91]);
  expect(mean).toBeCloseTo(0.9, 12);
  expect(low).toBeCloseTo(0.9 - 0.02484, 5);
  expect(high).toBeCloseTo(0.9 + 0.02484, 5);
});

it('goes on beyond the table: 2.0860 at 20 degrees, 2.0096 at 49', () => {
  for (const [count, t] of [
    [21, 2.08596],
    [50, 2.00958],
  ]) {
    const values = Array.from({ length: count }, (_, i) => i % 2);
    const { mean, high } = meanInterval(values);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
    expect(((high ?? 0) - mean) / Math.sqrt(variance / count)).toBeCloseTo(t, 3);
  }
});

it('knows no interval of one value', () => {
  expect(meanInterval([0.5])).toEqual({ mean: 0.5, low: null, high: null });
});
