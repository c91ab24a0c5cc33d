import { expect, it } from 'vitest';
import { seededGenerator } from '../../random.js';
import { symmetricBeta } from './beta.js';

it.each([0.001, 0.2, 1, 5])('Beta(%s, alpha) has mean 1/2 and variance 1 / (4 (2 alpha + 1))', (alpha) => {
  const generator = seededGenerator(1);
  const draws = Array.from({ length: 20_000 }, () => symmetricBeta(alpha, generator));
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  expect(mean).toBeCloseTo(0.5, 1.7);
  expect(variance / (1 / (4 * (2 * alpha + 1)))).toBeCloseTo(1, 1);
  for (const x of draws) expect(x >= 0 && x <= 1).toBe(true);
});

it('Beta(1, 1) is uniform', () => {
  const generator = seededGenerator(2);
  const tenths = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) tenths[Math.min(9, Math.floor(10 * symmetricBeta(1, generator)))]++;
  for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
