import { expect, it } from 'vitest';
import { rankCorrelation, ranksOf } from './rank-correlation.js';

it('gives equals their mean rank', () => {
  expect(ranksOf([30, 10, 30, 20])).toEqual([3.5, 1, 3.5, 2]);
});

it('is 1 for any growing relation, −1 for any falling one, and in between with ties as scipy has it', () => {
  expect(rankCorrelation([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1);
  expect(rankCorrelation([1, 2, 3, 4], [9, 7, 1, 0])).toBeCloseTo(-1);
  // scipy.stats.spearmanr([1, 2, 2, 4, 5], [2, 1, 4, 3, 5])
  expect(rankCorrelation([1, 2, 2, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(0.6669, 3);
});

it('is nothing where one side does not vary', () => {
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNaN();
});
