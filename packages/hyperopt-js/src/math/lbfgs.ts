/** Returns the value at `x` and writes its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

/**
 * Minimises a smooth function within bounds by limited-memory BFGS (Nocedal and Wright, algorithm 7.5) with projected
 * backtracking steps; coordinates held at a bound by the gradient are left out of the direction.
 * @returns the lowest value found; `x` is changed to where it is.
 */
export function minimizeInBounds(objective: Objective, x: Float64Array, lower: number, upper: number, iterations: number): number {
  const size = x.length;
  let gradient = new Float64Array(size);
  let value = objective(x, gradient);
  const pairs: Pair[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const direction = descent(x, gradient, pairs, lower, upper);
    const slope = dot(direction, gradient);
    if (!(slope < -1e-12)) break;
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let nextValue = Number.POSITIVE_INFINITY;
    let step = pairs.length > 0 ? 1 : Math.min(1, 0.2 / Math.sqrt(dot(direction, direction)));
    for (let attempt = 0; attempt < 12; attempt++, step *= 0.3) {
      for (let i = 0; i < size; i++) next[i] = Math.min(upper, Math.max(lower, x[i]! + step * direction[i]!));
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * step * slope) break;
    }
    if (!(nextValue < value)) break;
    remember(pairs, x, next, gradient, nextGradient);
    const gain = value - nextValue;
    x.set(next);
    value = nextValue;
    gradient = nextGradient;
    if (gain < 1e-9 * Math.max(1, Math.abs(value))) break;
  }
  return value;
}

/** The L-BFGS direction over the coordinates that are free to move. */
function descent(x: Float64Array, gradient: Float64Array, pairs: readonly Pair[], lower: number, upper: number): Float64Array {
  const held = (i: number): boolean => (x[i]! <= lower && gradient[i]! > 0) || (x[i]! >= upper && gradient[i]! < 0);
  const direction = gradient.map((g, i) => (held(i) ? 0 : -g));
  const factors: number[] = [];
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, rho } = pairs[i]!;
    const factor = rho * dot(s, direction);
    factors[i] = factor;
    for (let j = 0; j < direction.length; j++) direction[j]! -= factor * y[j]!;
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let j = 0; j < direction.length; j++) direction[j]! *= scale;
  }
  for (const [i, { s, y, rho }] of pairs.entries()) {
    const factor = factors[i]! - rho * dot(y, direction);
    for (let j = 0; j < direction.length; j++) direction[j]! += factor * s[j]!;
  }
  for (let i = 0; i < direction.length; i++) if (held(i)) direction[i] = 0;
  return direction;
}

function remember(pairs: Pair[], x: Float64Array, next: Float64Array, gradient: Float64Array, nextGradient: Float64Array): void {
  const s = next.map((value, i) => value - x[i]!);
  const y = nextGradient.map((value, i) => value - gradient[i]!);
  const curvature = dot(s, y);
  if (curvature > 1e-10 * dot(s, s)) pairs.push({ s, y, rho: 1 / curvature });
  if (pairs.length > 8) pairs.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
