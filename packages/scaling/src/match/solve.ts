import { type Architecture, ArchitectureError } from '@isoflop/blocks';
import type { Measure } from './metric.js';

/** A network on the way to a target, and what it costs. */
export interface Reached {
  /** Value of the unknown. */
  readonly factor: number;
  readonly architecture: Architecture;
  readonly cost: number;
}

/** One unknown factor, the networks it makes, and the cost that is wanted. Cost must not fall as the factor grows. */
export interface Problem {
  readonly at: (factor: number) => Architecture;
  readonly target: number;
  /** Where the search begins; the base's own factor, usually 1. */
  readonly start: number;
  /** Factors outside are not tried. */
  readonly least: number;
  readonly most: number;
  /** The power of the factor that cost grows with before rounding; saves steps. */
  readonly power: number;
  /** Whether no network lies between two, which ends the search early. */
  readonly areNeighbours?: (low: Architecture, high: Architecture) => boolean;
  /** Whether a cost is near enough to the target to end the search; only exact sides are, unless given. */
  readonly isCloseEnough?: (cost: number) => boolean;
}

/** The two networks around a target: counted cost grows in steps, so that one of them is seldom on it. */
export interface Sides {
  /** The dearest one found that does not exceed the target; missing where the least factor does. */
  readonly below?: Reached;
  /** The cheapest one found that exceeds it; missing where the most does not. */
  readonly above?: Reached;
}

/** Width of the bracket, relative to the factor, at which bisection stops: below the smallest step of any rounding. */
const PRECISION = 1e-6;
/** The first guess goes this much past the target, so that the target is likely to lie between it and the start. */
const OVERSHOOT = 1.02;
/** Steps that interpolate; then cost is a staircase and halving is faster. */
const INTERPOLATED_STEPS = 3;

/**
 * Brackets the target, then narrows the bracket. Yields networks to be costed and is sent their cost (NaN for one that cannot be built), so that
 * one search serves counting and measuring.
 */
export function* findSides(problem: Problem): Generator<Architecture, Sides, number> {
  const { at, target, start, least, most, power } = problem;
  function* reach(factor: number): Generator<Architecture, Reached, number> {
    const architecture = at(factor);
    return { factor, architecture, cost: yield architecture };
  }
  const first = yield* reach(start);
  const isBelow = first.cost <= target;
  let low: Reached | undefined = isBelow ? first : undefined;
  let high: Reached | undefined = isBelow ? undefined : first;
  let step = Number.isNaN(first.cost)
    ? 2
    : Math.max(OVERSHOOT, (isBelow ? target / first.cost : first.cost / target) ** (1 / power) * OVERSHOOT);
  while (high === undefined && low !== undefined && low.factor < most) {
    const next: Reached = yield* reach(Math.min(most, low.factor * step));
    if (next.cost <= target) low = next;
    else high = next;
    step = Math.max(2, step);
  }
  while (low === undefined && high !== undefined && high.factor > least) {
    const next: Reached = yield* reach(Math.max(least, high.factor / step));
    if (next.cost <= target || (Number.isNaN(next.cost) && !Number.isNaN(high.cost))) low = next;
    else high = next;
    step = Math.max(2, step);
  }
  const isDone = (side: Reached) => problem.isCloseEnough?.(side.cost) ?? false;
  for (let i = 0; low !== undefined && high !== undefined && !isDone(low) && !isDone(high); i++) {
    if (high.factor - low.factor <= PRECISION * high.factor || problem.areNeighbours?.(low.architecture, high.architecture)) break;
    const middle: Reached = yield* reach(between(low, high, target, i < INTERPOLATED_STEPS));
    // What cannot be built is on the side where the search has not been able to build.
    if (middle.cost <= target || (Number.isNaN(middle.cost) && Number.isNaN(low.cost))) low = middle;
    else high = middle;
  }
  return { ...(buildable(low) && { below: low }), ...(buildable(high) && { above: high }) };
}

/** The next factor to try: where a power law through both ends meets the target, or the middle. */
function between(low: Reached, high: Reached, target: number, interpolate: boolean): number {
  const span = Math.log(high.cost / low.cost);
  const share = interpolate && span > 0 && Number.isFinite(span) ? Math.log(target / low.cost) / span : 0.5;
  return low.factor * (high.factor / low.factor) ** Math.min(0.9, Math.max(0.1, share));
}

/** `findSides` by counting. */
export function solve(problem: Problem, measure: Measure): Sides {
  const search = findSides(problem);
  let step = search.next();
  while (!step.done) step = search.next(costOrNaN(measure, step.value));
  return step.value;
}

/** `findSides` by measuring, for instance latency in milliseconds. No network is measured twice. */
export async function solveMeasured(problem: Problem, measure: (architecture: Architecture) => Promise<number>): Promise<Sides> {
  const known = new Map<string, number>();
  const search = findSides(problem);
  let step = search.next();
  while (!step.done) {
    const key = JSON.stringify(step.value);
    const cost = known.get(key) ?? (await measure(step.value));
    known.set(key, cost);
    step = search.next(cost);
  }
  return step.value;
}

/** The side whose cost is the smaller factor away from the target. */
export function nearestSide({ below, above }: Sides, target: number): Reached | undefined {
  if (below === undefined || above === undefined) return below ?? above;
  return above.cost / target < target / below.cost ? above : below;
}

/** Whether no image size lies between those of two networks that differ in nothing else. */
export function differByOnePixel({ input: low }: Architecture, { input: high }: Architecture): boolean {
  return low.height + 1 >= high.height && low.width + 1 >= high.width;
}

function costOrNaN(measure: Measure, architecture: Architecture): number {
  try {
    return measure(architecture);
  } catch (error) {
    if (error instanceof ArchitectureError) return Number.NaN;
    throw error;
  }
}

function buildable(side: Reached | undefined): side is Reached {
  return side !== undefined && !Number.isNaN(side.cost);
}
