import type { Dimension } from '../space/dimension.js';

/** Amounts as shares of their sum, by path, the largest first. All 0 where the sum is. */
export function shareOut(dimensions: readonly Dimension[], amounts: readonly number[]): Record<string, number> {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  const shares = dimensions.map(({ path }, j): [string, number] => [path, total > 0 ? amounts[j]! / total : 0]);
  return Object.fromEntries(shares.sort((a, b) => b[1] - a[1]));
}
