import { centralProbability, centralQuantile } from '../fit/student-t.js';

/** A difference of two means with its interval, and the chance of one as large where there is none (two-sided). */
export interface TestedDifference {
  readonly difference: number;
  readonly interval: readonly [number, number];
  readonly p: number;
}

/** What is left over when treatments and blocks are taken off, and the test that follows from it. */
export interface TwoWayTest {
  /** Half of the interval of one treatment's mean, with blocks taken off. */
  readonly halfWidth: number;
  readonly test: (difference: number) => TestedDifference;
}

/**
 * The t-test of a difference of two means in a two-way layout: every treatment (row) was measured once in every block (column), such as networks with the
 * same seeds; the error is what treatments and blocks leave over, pooled over all of them (Montgomery 2017, section 4.1; for two treatments the
 * paired t-test). Rows are of one length; two of each are the least. `level` is that of the intervals, 0.95 for 95 %.
 */
export function twoWayTest(rows: readonly (readonly number[])[], level: number): TwoWayTest {
  const blocks = rows[0].length;
  const byBlock = Array.from({ length: blocks }, (_, j) => mean(rows.map((row) => row[j])));
  const overall = mean(byBlock);
  const squares = rows.flatMap((row) => {
    const own = mean(row);
    return row.map((value, j) => (value - own - byBlock[j] + overall) ** 2);
  });
  const freedom = (rows.length - 1) * (blocks - 1);
  const spread = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / freedom / blocks);
  const error = Math.SQRT2 * spread;
  const quantile = centralQuantile(level, freedom);
  const half = quantile * error;
  return {
    halfWidth: quantile * spread,
    test: (difference) => {
      // Without any spread a difference is certain, and none is none.
      const p = error === 0 ? (difference === 0 ? 1 : 0) : 1 - centralProbability(difference / error, freedom);
      return { difference, interval: [difference - half, difference + half], p };
    },
  };
}

/** Adjusted p-values: the smallest times the number of tests, the next times one less, and never below one before (Holm 1979). */
export function holm(ps: readonly number[], tests = ps.length): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a] - ps[b]);
  const adjusted = new Array<number>(ps.length);
  let most = 0;
  order.forEach((index, rank) => {
    most = Math.max(most, Math.min(1, ps[index] * (tests - rank)));
    adjusted[index] = most;
  });
  return adjusted;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
