import type { Budget } from '../budget.js';
import { below, shuffle, type Uniform } from '../counting/uniform.js';
import type { Point, PricedSpace } from '../pricing/priced-space.js';
import { distanceFrom, isInside } from './inside.js';
import type { PointSource } from './point-source.js';

/** Points drawn as they come before the next one is repaired, and starts of a repair. */
const TRIES = 2000;
const STARTS = 30;
/** Rounds through all dimensions before a repair starts anew elsewhere. */
const ROUNDS = 20;

/**
 * Random points where one of the first lies inside, which gives all of them the same chance; else random points moved inside, one
 * dimension at a time, which does not.
 */
export class RepairedPoints implements PointSource {
  readonly uniform = false;
  readonly empty = undefined;

  constructor(
    private readonly priced: PricedSpace,
    private readonly budget: Budget,
  ) {}

  draw(uniform: Uniform): Point | undefined {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const point = this.anywhere(uniform);
      if (isInside(this.priced, point, this.budget)) return point;
    }
    const { point, distance } = this.nearest(uniform);
    return distance === 0 ? point : undefined;
  }

  /** The nearest to the budget of several repaired points; the first that comes inside ends the search. */
  nearest(uniform: Uniform): { point: Point; distance: number } {
    let best = this.repair(this.anywhere(uniform), uniform);
    for (let start = 1; start < STARTS && best.distance > 0; start++) {
      const next = this.repair(this.anywhere(uniform), uniform);
      if (next.distance < best.distance) best = next;
    }
    return best;
  }

  /** Gives one dimension after the other the value that comes nearest to the budget, until none helps. */
  private repair(point: Point, uniform: Uniform): { point: Point; distance: number } {
    let distance = distanceFrom(this.priced, point, this.budget);
    for (let round = 0, better = true; round < ROUNDS && better && distance > 0; round++) {
      better = false;
      for (const dimension of shuffle([...this.priced.sizes.keys()], uniform)) {
        const before = point[dimension];
        let best = before;
        for (let value = 0; value < this.priced.sizes[dimension]; value++) {
          point[dimension] = value;
          const found = distanceFrom(this.priced, point, this.budget);
          if (found < distance) {
            distance = found;
            best = value;
            better = true;
          }
        }
        point[dimension] = best;
      }
    }
    return { point, distance };
  }

  private anywhere(uniform: Uniform): Point {
    return Int32Array.from(this.priced.sizes, (size) => below(size, uniform));
  }
}
