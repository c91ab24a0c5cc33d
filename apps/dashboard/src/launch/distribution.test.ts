import { expect, it } from 'vitest';
import { fittingShare, slicesOf } from './distribution.js';

const macs = { min: 1e6, deciles: [2e6, 4e6, 8e6, 8e6, 8e6, 16e6, 32e6, 64e6, 128e6], max: 256e6 };

it('shares add up to all, and equal deciles are one slice', () => {
  const slices = slicesOf(macs);
  expect(slices.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  expect(slices).toHaveLength(8);
});

it('knows what fits at the ends, at a decile and between two', () => {
  expect([5e5, 1e6, 2e6, 256e6, 1e9].map((budget) => Number(fittingShare(macs, budget).toFixed(6)))).toEqual([0, 0, 0.1, 1, 1]);
  expect(fittingShare(macs, 2e6 * Math.SQRT2)).toBeCloseTo(0.15);
});
