import { type LeastSquares, nonNegativeLeastSquares, normalEquations } from './nnls.js';

/** One term of a law: what falls as a power of one quantity. */
export interface PowerTerm {
  readonly amplitude: number;
  readonly exponent: number;
}

/** value = floor + Σ amplitude · x^(−exponent), one x per term; none of them negative. */
export interface AdditiveLaw {
  readonly floor: number;
  readonly terms: readonly PowerTerm[];
}

/** Exponents that are looked at. Error that falls slower cannot be told from a floor, and nothing in the field falls faster. */
export const EXPONENT_RANGE = [0.02, 3] as const;

/** Points of the first grid on each exponent. */
const GRID = 8;

/** Where the search of exponents begins and ends. */
export interface LawSearch {
  /** Exponents near the answer; without them a grid comes first. */
  readonly start?: readonly number[];
  /** The share to which exponents are found. */
  readonly precision: number;
}

/** Value of the law; `logs` holds the logarithm of x for each term. */
export function lawAt({ floor, terms }: AdditiveLaw, logs: readonly number[]): number {
  return terms.reduce((sum, { amplitude, exponent }, k) => sum + amplitude * Math.exp(-exponent * logs[k]), floor);
}

/** A fitted law and the sum of its squared residuals. */
export interface LawFit {
  readonly law: AdditiveLaw;
  readonly squares: number;
}

/**
 * Fits by variable projection (Golub and Pereyra 1973): for given exponents the floor and the amplitudes are a non-negative least-squares problem
 * with one answer, so that the search runs over the exponents alone; a grid first, then steps to better neighbours, which get smaller
 * where there is none. `logs` holds, for each term, the logarithm of x at every value.
 */
export function fitAdditiveLaw(
  logs: readonly (readonly number[])[],
  values: readonly number[],
  { start, precision }: LawSearch = { precision: 1e-4 },
): LawFit {
  const ones = new Float64Array(values.length).fill(1);
  const columnOf = memoizedColumns(logs);
  const leastAt = (exponents: readonly number[]) =>
    nonNegativeLeastSquares(normalEquations([ones, ...exponents.map((exponent, k) => columnOf(k, exponent))], values));
  let best = start === undefined ? bestOf(gridPoints(logs.length), leastAt) : { exponents: start, least: leastAt(start) };
  for (let step = start === undefined ? RANGE_RATIO ** (0.5 / (GRID - 1)) : FIRST_STEP_FROM_START; step > 1 + precision; ) {
    let next = bestOf(stepsAlong(best.exponents, step), leastAt);
    if (next.least.squares >= best.least.squares) next = bestOf(stepsAnywhere(best.exponents, step), leastAt);
    if (next.least.squares < best.least.squares) best = next;
    else step = Math.sqrt(step);
  }
  const [floor, ...amplitudes] = best.least.coefficients;
  return {
    law: { floor, terms: amplitudes.map((amplitude, k) => ({ amplitude, exponent: best.exponents[k] })) },
    squares: best.least.squares,
  };
}

/** Exponents of resampled data lie this near, or are walked to. */
const FIRST_STEP_FROM_START = 1.15;

const RANGE_RATIO = EXPONENT_RANGE[1] / EXPONENT_RANGE[0];

interface Candidate {
  readonly exponents: readonly number[];
  readonly least: LeastSquares;
}

function bestOf(points: readonly (readonly number[])[], leastAt: (exponents: readonly number[]) => LeastSquares): Candidate {
  let best: Candidate | undefined;
  for (const exponents of points) {
    const least = leastAt(exponents);
    if (best === undefined || least.squares < best.least.squares) best = { exponents, least };
  }
  return best!;
}

function gridPoints(dimensions: number): number[][] {
  const values = Array.from({ length: GRID }, (_, i) => EXPONENT_RANGE[0] * RANGE_RATIO ** (i / (GRID - 1)));
  return product(Array.from({ length: dimensions }, () => values));
}

/** A step up or down in one exponent. */
function stepsAlong(center: readonly number[], step: number): number[][] {
  return center.flatMap((exponent, k) => [exponent / step, exponent * step].map((moved) => center.with(k, clamp(moved))));
}

/** Every combination of a step down, none and a step up, for valleys that run askew. */
function stepsAnywhere(center: readonly number[], step: number): number[][] {
  return product(center.map((exponent) => [clamp(exponent / step), exponent, clamp(exponent * step)]));
}

function clamp(exponent: number): number {
  return Math.min(EXPONENT_RANGE[1], Math.max(EXPONENT_RANGE[0], exponent));
}

function product(lists: readonly (readonly number[])[]): number[][] {
  return lists.reduce<number[][]>((points, list) => points.flatMap((point) => list.map((value) => [...point, value])), [[]]);
}

/** x^(−exponent) for every value; grids ask for the same ones again and again. */
function memoizedColumns(logs: readonly (readonly number[])[]): (term: number, exponent: number) => Float64Array {
  const known = logs.map(() => new Map<number, Float64Array>());
  return (term, exponent) => {
    let column = known[term].get(exponent);
    if (column === undefined) {
      column = Float64Array.from(logs[term], (log) => Math.exp(-exponent * log));
      known[term].set(exponent, column);
    }
    return column;
  };
}
