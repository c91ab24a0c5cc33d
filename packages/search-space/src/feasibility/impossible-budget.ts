import type { ArchitectureSpace, DataShape } from '../architecture-space.js';
import { type Budget, type BudgetCost, brokenLimits, limitedKeys, rangeOf } from '../budget.js';
import { CostCounts, isCountable } from '../counting/cost-counts.js';
import { type Point, PricedSpace } from '../pricing/priced-space.js';
import { formatQuantity } from '../quantity.js';
import { chooseSource } from '../sampling/choose-source.js';
import type { PointSource } from '../sampling/point-source.js';
import { RepairedPoints } from '../sampling/repaired-points.js';
import { seeded } from './seeded.js';

/** A budget that no network of the space meets. */
export class ImpossibleBudgetError extends Error {
  override readonly name = 'ImpossibleBudgetError';
}

/** Throws `ImpossibleBudgetError`, saying what the nearest network costs, when no point is inside. */
export function requireSatisfiable(space: ArchitectureSpace, data: DataShape, budget: Budget): void {
  const priced = new PricedSpace(space, data);
  requireInside(priced, budget, chooseSource(priced, budget));
}

/** As `requireSatisfiable`, with a source that is at hand. */
export function requireInside(priced: PricedSpace, budget: Budget, source: PointSource): void {
  if (hasPoint(source)) return;
  const near = nearestPoint(priced, budget);
  const cost = near && priced.priceOf(near);
  throw new ImpossibleBudgetError(
    cost
      ? messageFor(priced, budget, cost, source.empty === true)
      : `space: no network of space ${priced.space.name} fits together; change its blocks`,
  );
}

/** Whether a source has a point; drawn where it cannot tell. */
export function hasPoint(source: PointSource): boolean {
  return source.empty === undefined ? source.draw(seeded(1)) !== undefined : !source.empty;
}

/** The point nearest to a budget that none meets: for one limit exactly (up to the rounding of counts), for several as near as repair comes. */
export function nearestPoint(priced: PricedSpace, budget: Budget): Point | undefined {
  if (!isCountable(priced)) return new RepairedPoints(priced, budget).nearest(seeded(1)).point;
  for (const key of limitedKeys(budget)) {
    const counts = new CostCounts(priced, key);
    if (counts.within(rangeOf(budget, key)) === 0) return counts.nearest(rangeOf(budget, key), seeded(1));
  }
  return new RepairedPoints(priced, budget).nearest(seeded(1)).point;
}

function messageFor(priced: PricedSpace, budget: Budget, cost: BudgetCost, isCertain: boolean): string {
  const key = brokenLimits(cost, budget)[0];
  const { name } = priced.space;
  const count = (value: number | undefined) => value?.toLocaleString('en');
  const needs = `${count(cost[key])} ${key}`;
  if (key === 'macs' && budget.band !== undefined) {
    const { least, most } = rangeOf(budget, key);
    return (
      `budget.band: no network of space ${name} ${isCertain ? 'costs' : 'was found that costs'} ${count(least)} to ${count(most)} macs, the nearest needs ${needs}, got a band of ` +
      `${Number((100 * budget.band).toPrecision(3))}% around ${count(budget.macs)}; set macs to ${formatQuantity(cost.macs)}, widen the band or allow more values in the space`
    );
  }
  const others = limitedKeys(budget).length > 1 ? 'the nearest' : 'the smallest';
  return (
    `budget.${key}: no network of space ${name} ${isCertain ? 'fits' : 'was found that fits'}, ${others} needs ${needs}, got a limit of ${count(budget[key])}; ` +
    `raise the budget to at least ${formatQuantity(cost[key])} or allow smaller values in the space`
  );
}
