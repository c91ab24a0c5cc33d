import type { Budget } from '../budget.js';
import { below, shuffle, type Uniform } from '../counting/uniform.js';
import type { Point, PricedSpace } from '../pricing/priced-space.js';
import { isInside } from './inside.js';

/** Pairs of changes that a mutation tries where no single change stays inside. */
const PAIR_TRIES = 5000;
/** Random mixtures of two parents before they are mixed step by step. */
const MIXTURES = 16;

/**
 * A point inside the budget that differs from a given one inside in one dimension, all such changes with the same chance; in two where none
 * stays inside. Undefined where those that were tried leave the budget too.
 */
export function mutated(priced: PricedSpace, budget: Budget, point: Point, uniform: Uniform): Point | undefined {
  const inside = priced.sizes.flatMap((size, dimension) =>
    Array.from({ length: size }, (_, value) => changed(point, dimension, value)).filter(
      (other) => other[dimension] !== point[dimension] && isInside(priced, other, budget),
    ),
  );
  if (inside.length > 0) return inside[below(inside.length, uniform)];
  const free = [...priced.sizes.keys()].filter((dimension) => priced.sizes[dimension] > 1);
  for (let attempt = 0; attempt < PAIR_TRIES && free.length > 1; attempt++) {
    const [first, second] = shuffle(free, uniform);
    const other = changed(changed(point, first, below(priced.sizes[first], uniform)), second, below(priced.sizes[second], uniform));
    if (!isSame(other, point) && isInside(priced, other, budget)) return other;
  }
  return undefined;
}

/**
 * A point inside the budget that has every value from one of two parents inside, and is neither of them: a random mixture, else a random step
 * on a path from one to the other. Undefined where all that were tried leave the budget.
 */
export function crossed(priced: PricedSpace, budget: Budget, a: Point, b: Point, uniform: Uniform): Point | undefined {
  const isChild = (child: Point) => !isSame(child, a) && !isSame(child, b) && isInside(priced, child, budget);
  for (let attempt = 0; attempt < MIXTURES; attempt++) {
    const child = a.map((value, dimension) => (uniform() < 0.5 ? value : b[dimension]));
    if (isChild(child)) return child;
  }
  const differing = [...priced.sizes.keys()].filter((dimension) => a[dimension] !== b[dimension]);
  const path: Point[] = [];
  let step = a;
  for (const dimension of shuffle(differing, uniform)) {
    step = changed(step, dimension, b[dimension]);
    if (isChild(step)) path.push(step);
  }
  return path.length > 0 ? path[below(path.length, uniform)] : undefined;
}

function changed(point: Point, dimension: number, value: number): Point {
  const copy = Int32Array.from(point);
  copy[dimension] = value;
  return copy;
}

function isSame(a: Point, b: Point): boolean {
  return a.every((value, dimension) => value === b[dimension]);
}
