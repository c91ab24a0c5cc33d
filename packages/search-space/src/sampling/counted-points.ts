import { type Budget, limitedKeys, rangeOf } from '../budget.js';
import type { CostCounts } from '../counting/cost-counts.js';
import type { Uniform } from '../counting/uniform.js';
import type { Point, PricedSpace } from '../pricing/priced-space.js';
import { isInside } from './inside.js';
import type { PointSource } from './point-source.js';
import { RepairedPoints } from './repaired-points.js';

/** Draws before the remaining limits are met by repair instead. */
const TRIES = 5000;

/**
 * Draws by counts of the tightest limit's cost. A draw misses only where counts are rounded or another limit is broken as well; it is then
 * drawn again, which leaves all points inside the same chance.
 */
export class CountedPoints implements PointSource {
  readonly uniform = true;
  private readonly repaired: RepairedPoints;

  constructor(
    private readonly priced: PricedSpace,
    private readonly budget: Budget,
    private readonly counts: CostCounts,
  ) {
    this.repaired = new RepairedPoints(priced, budget);
  }

  get empty(): boolean | undefined {
    const range = rangeOf(this.budget, this.counts.key);
    if (this.counts.within(range) === 0) return true;
    return limitedKeys(this.budget).length <= 1 && this.counts.surelyWithin(range) > 0 ? false : undefined;
  }

  draw(uniform: Uniform): Point | undefined {
    const range = rangeOf(this.budget, this.counts.key);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const point = this.counts.draw(range, uniform);
      if (point === undefined) return undefined;
      if (isInside(this.priced, point, this.budget)) return point;
    }
    return this.repaired.draw(uniform);
  }
}
