import type { Budget } from '../budget.js';
import { below, type Uniform } from '../counting/uniform.js';
import type { Point, PricedSpace } from '../pricing/priced-space.js';
import { isInside } from './inside.js';
import type { PointSource } from './point-source.js';

/** All points inside a budget, for spaces small enough to visit every point. */
export class ListedPoints implements PointSource {
  readonly uniform = true;
  private readonly inside: readonly number[];

  constructor(
    private readonly priced: PricedSpace,
    budget: Budget,
  ) {
    this.inside = Array.from({ length: priced.points }, (_, number) => number).filter((number) =>
      isInside(priced, priced.pointAt(number), budget),
    );
  }

  get empty(): boolean {
    return this.inside.length === 0;
  }

  draw(uniform: Uniform): Point | undefined {
    return this.empty ? undefined : this.priced.pointAt(this.inside[below(this.inside.length, uniform)]);
  }
}
