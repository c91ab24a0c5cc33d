import { expect, it } from 'vitest';
import { logTicks } from './log-ticks.js';

it('marks a logarithmic axis at round numbers, more of them where it spans less than a decade', () => {
  expect(logTicks([80, 12_000])).toEqual([100, 200, 500, 1000, 2000, 5000, 10_000]);
  expect(logTicks([1.7e6, 11e6])).toEqual([2e6, 3e6, 5e6, 7e6, 1e7]);
  expect(logTicks([0.27, 0.42])).toEqual([0.3, 0.4]);
});
