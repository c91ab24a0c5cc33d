import { describe, expect, it } from 'vitest';
import { kendall, rankCorrelation, spearman } from './rank-correlation.js';

// By hand. In the middle one a pair is tied on each side: of the other eight pairs seven agree, and ranks are 1, 2.5, 2.5, 4, 5 and 1, 4, 2.5, 2.5, 5.
describe.each([
  { name: 'Kendall', statistic: kendall, expected: [(8 - 2) / 10, (7 - 1) / 9, -1] },
  { name: 'Spearman', statistic: spearman, expected: [1 - (6 * 4) / (5 * 24), 7.25 / 9.5, -1] },
])('$name', ({ statistic, expected }) => {
  it.each([
    [0, [1, 2, 3, 4, 5], [2, 1, 4, 3, 5]],
    [1, [1, 2, 2, 3, 4], [1, 3, 2, 2, 5]],
    [2, [1, 2, 3], [9, 4, 1]],
  ])('case %i: %j against %j', (index, a, b) => {
    expect(statistic(a, b)).toBeCloseTo(expected[index], 12);
  });

  it('is none where one side has no order', () => {
    expect(statistic([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(statistic([], [])).toBeNull();
  });
});

it('gives an interval around the value, always the same, and none for a handful', () => {
  const a = Array.from({ length: 40 }, (_, i) => i);
  const b = a.map((value) => value + 15 * Math.sin(7 * value));
  const interval = rankCorrelation(a, b, kendall);
  expect(interval.low).toBeLessThan(interval.value ?? 0);
  expect(interval.high).toBeGreaterThan(interval.value ?? 0);
  expect(interval.low).toBeGreaterThan(0);
  expect(rankCorrelation(a, b, kendall)).toEqual(interval);
  expect(rankCorrelation([1, 2, 3], [1, 2, 3], spearman)).toEqual({ value: 1, low: null, high: null });
});

it('covers no correlation for about 95 in 100 pairs of lists that have none', () => {
  let state = 1;
  const uniform = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const list = () => Array.from({ length: 20 }, uniform);
  const covered = Array.from({ length: 100 }, () => rankCorrelation(list(), list(), spearman)).filter(
    ({ low, high }) => low !== null && high !== null && low <= 0 && high >= 0,
  );
  expect(covered.length).toBeGreaterThanOrEqual(88);
});
