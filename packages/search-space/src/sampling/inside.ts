import { type Budget, brokenLimits, violation } from '../budget.js';
import type { Point, PricedSpace } from '../pricing/priced-space.js';

/** Whether a point builds a network inside the budget. */
export function isInside(priced: PricedSpace, point: Point, budget: Budget): boolean {
  const cost = priced.priceOf(point);
  return cost !== undefined && brokenLimits(cost, budget).length === 0;
}

/** How far outside the budget a point is; Infinity where it builds no network. */
export function distanceFrom(priced: PricedSpace, point: Point, budget: Budget): number {
  const cost = priced.priceOf(point);
  return cost === undefined ? Number.POSITIVE_INFINITY : violation(cost, budget);
}
