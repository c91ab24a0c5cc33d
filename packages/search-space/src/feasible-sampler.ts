import type { ArchitectureSpace, DataShape, Params } from './architecture-space.js';
import type { Budget, BudgetCost } from './budget.js';
import type { Uniform } from './counting/uniform.js';
import { ImpossibleBudgetError, requireInside } from './feasibility/impossible-budget.js';
import { PricedSpace } from './pricing/priced-space.js';
import { chooseSource } from './sampling/choose-source.js';
import { isInside } from './sampling/inside.js';
import { crossed, mutated } from './sampling/variation.js';

/** Draws and varies points that are always inside a budget. `uniform` gives numbers from 0 to below 1; the same ones give the same points. */
export interface FeasibleSampler {
  /**
   * Whether `draw` gives all points inside the same chance. It does not where the space can be neither counted nor listed and the budget is rare, nor
   * where several limits together leave less than about one in a thousand of the points that the tightest of them leaves.
   */
  readonly uniform: boolean;
  /** A point inside. */
  draw(uniform: Uniform): Params;
  /** A point inside that differs from this one in as few dimensions as possible, mostly one. */
  mutate(params: Params, uniform: Uniform): Params;
  /** A point inside with values of both parents where one was found, else a mutation of the first. */
  cross(a: Params, b: Params, uniform: Uniform): Params;
  /** Whether a point is inside. */
  contains(params: Params): boolean;
  /** What `costOf` counts of a point's network, which need not be built for it; undefined where its blocks do not fit together. */
  price(params: Params): BudgetCost | undefined;
}

/**
 * A sampler of the points of a space inside a budget. It counts them instead of waiting for a lucky draw, so that a narrow band costs no more than
 * a wide one. Throws `ImpossibleBudgetError` where there is none.
 */
export function feasibleSampler(space: ArchitectureSpace, data: DataShape, budget: Budget): FeasibleSampler {
  const priced = new PricedSpace(space, data);
  const source = chooseSource(priced, budget);
  requireInside(priced, budget, source);
  const draw = (uniform: Uniform) => {
    const point = source.draw(uniform);
    if (point) return point;
    throw new ImpossibleBudgetError(
      `budget: no network of space ${space.name} was found inside it this time; loosen the budget or widen the space`,
    );
  };
  const mutate = (params: Params, uniform: Uniform) => mutated(priced, budget, priced.pointOf(params), uniform) ?? draw(uniform);
  return {
    uniform: source.uniform,
    draw: (uniform) => priced.paramsOf(draw(uniform)),
    mutate: (params, uniform) => priced.paramsOf(mutate(params, uniform)),
    cross: (a, b, uniform) => priced.paramsOf(crossed(priced, budget, priced.pointOf(a), priced.pointOf(b), uniform) ?? mutate(a, uniform)),
    contains: (params) => isInside(priced, priced.pointOf(params), budget),
    price: (params) => priced.priceOf(priced.pointOf(params)),
  };
}
