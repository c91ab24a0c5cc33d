import { type Budget, limitedKeys, rangeOf } from '../budget.js';
import { CostCounts, isCountable } from '../counting/cost-counts.js';
import type { PricedSpace } from '../pricing/priced-space.js';
import { CountedPoints } from './counted-points.js';
import { ListedPoints } from './listed-points.js';
import type { PointSource } from './point-source.js';
import { RepairedPoints } from './repaired-points.js';

/** Spaces up to this many points are listed where they cannot be counted by one cost. */
export const MOST_LISTED = 200_000;

/** The source for a space and a budget: counted where one limit decides, listed where several do and the space is small. */
export function chooseSource(priced: PricedSpace, budget: Budget): PointSource {
  const limited = limitedKeys(budget);
  const countable = isCountable(priced);
  if (priced.points <= MOST_LISTED && (!countable || limited.length > 1)) return new ListedPoints(priced, budget);
  if (!countable) return new RepairedPoints(priced, budget);
  const counts = (limited.length > 0 ? limited : (['macs'] as const)).map((key) => new CostCounts(priced, key));
  const tightest = counts.reduce((a, b) => (b.within(rangeOf(budget, b.key)) < a.within(rangeOf(budget, a.key)) ? b : a));
  return new CountedPoints(priced, budget, tightest);
}
