import type { Dimension } from '../../space/dimension.js';

const ROOT5 = Math.sqrt(5);

/**
 * Squared distances per dimension between points, before scaling. Numeric: the squared difference; categorical: 1 where they
 * differ (a Hamming kernel); a dimension that exists in one point only counts as 1, in neither as 0.
 */
export class Distances {
  readonly size: number;
  readonly #categorical: Uint8Array;
  readonly conditional: boolean;

  /** `more` numeric dimensions follow those of the space. */
  constructor(dimensions: readonly Dimension[], more = 0) {
    this.size = dimensions.length + more;
    this.#categorical = new Uint8Array(this.size);
    for (const [j, { numeric }] of dimensions.entries()) this.#categorical[j] = numeric ? 0 : 1;
    this.conditional = dimensions.some(({ parent }) => parent >= 0);
  }

  categorical(j: number): boolean {
    return this.#categorical[j] === 1;
  }

  /** The distance in dimension j. */
  at(j: number, a: number, b: number): number {
    if (this.#categorical[j] === 1) return a === b || (Number.isNaN(a) && Number.isNaN(b)) ? 0 : 1;
    const difference = a - b;
    if (this.conditional && Number.isNaN(difference)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : 1;
    return difference * difference;
  }
}

/** Matern 5/2 of a squared scaled distance (Rasmussen and Williams, equation 4.17). */
export function matern52(squared: number): number {
  const r = ROOT5 * Math.sqrt(squared);
  return (1 + r + (5 / 3) * squared) * Math.exp(-r);
}

/** Derivative of `matern52` by the squared distance. */
export function matern52Slope(squared: number): number {
  const r = ROOT5 * Math.sqrt(squared);
  return -(5 / 6) * (1 + r) * Math.exp(-r);
}

/**
 * The sum of a Matern 5/2 over all dimensions and of main effects, one dimension at a time (a sum and a product learn more from few
 * points than either: Ru et al., "CoCaBO", 2020). A main effect is a Cauchy kernel 1 / (1 + d weight distance): alone, a
 * dimension's length is shorter than among d.
 */
export class Kernel {
  readonly #distances: Distances;
  readonly #weights: Float64Array;
  readonly #variance: number;
  readonly #main: number;
  readonly #numeric: Int32Array;
  readonly #categorical: Int32Array;
  /** What a categorical main effect loses where two points differ. */
  readonly #lost: Float64Array;

  /** `logs` of the weights, of the joint variance and of that of the main effects. */
  constructor(distances: Distances, logs: ArrayLike<number>) {
    const d = distances.size;
    const all = Array.from({ length: d }, (_, j) => j);
    this.#distances = distances;
    this.#weights = Float64Array.from(all, (j) => Math.exp(logs[j]!));
    this.#variance = Math.exp(logs[d]!);
    this.#main = Math.exp(logs[d + 1]!);
    this.#numeric = Int32Array.from(all.filter((j) => !distances.categorical(j)));
    this.#categorical = Int32Array.from(all.filter((j) => distances.categorical(j)));
    this.#lost = this.#weights.map((weight) => 1 / (1 + d * weight) - 1);
  }

  /** The variance of any point. */
  get variance(): number {
    return this.#variance + this.#main;
  }

  /** Covariances of a point with the first `count` rows, into `out`; the squared scaled distances, which slopes need, into `squared`. */
  against(rows: Float64Array, count: number, point: ArrayLike<number>, out: Float64Array, squared: Float64Array): void {
    if (this.#distances.conditional) this.#againstConditional(rows, count, point, out, squared);
    else this.#againstAll(rows, count, point, out, squared);
  }

  #againstAll(rows: Float64Array, count: number, point: ArrayLike<number>, out: Float64Array, squared: Float64Array): void {
    const [numeric, categorical, weights, lost] = [this.#numeric, this.#categorical, this.#weights, this.#lost];
    const d = weights.length;
    const share = this.#main / d;
    for (let i = 0, row = 0; i < count; i++, row += d) {
      let [sum, effects] = [0, categorical.length];
      let k = 0;
      // Two reciprocals by one division.
      for (; k + 1 < numeric.length; k += 2) {
        const [p, q] = [numeric[k]!, numeric[k + 1]!];
        const [u, v] = [rows[row + p]! - point[p]!, rows[row + q]! - point[q]!];
        const [a, b] = [weights[p]! * u * u, weights[q]! * v * v];
        const [x, y] = [1 + d * a, 1 + d * b];
        sum += a + b;
        effects += (x + y) / (x * y);
      }
      if (k < numeric.length) {
        const p = numeric[k]!;
        const u = rows[row + p]! - point[p]!;
        const a = weights[p]! * u * u;
        sum += a;
        effects += 1 / (1 + d * a);
      }
      for (k = 0; k < categorical.length; k++) {
        const p = categorical[k]!;
        if (rows[row + p] === point[p]) continue;
        sum += weights[p]!;
        effects += lost[p]!;
      }
      squared[i] = sum;
      out[i] = this.#variance * matern52(sum) + share * effects;
    }
  }

  #againstConditional(rows: Float64Array, count: number, point: ArrayLike<number>, out: Float64Array, squared: Float64Array): void {
    const d = this.#weights.length;
    for (let i = 0, at = 0; i < count; i++) {
      let [sum, effects] = [0, 0];
      for (let j = 0; j < d; j++, at++) {
        const weighted = this.#weights[j]! * this.#distances.at(j, rows[at]!, point[j]!);
        sum += weighted;
        effects += 1 / (1 + d * weighted);
      }
      squared[i] = sum;
      out[i] = this.#variance * matern52(sum) + (this.#main / d) * effects;
    }
  }

  /**
   * Adds to `mean` and `deviation` the derivatives by the numeric coordinates of a point: the row's covariance counts `onMean` and
   * `onDeviation` times.
   */
  addSlopes(
    rows: Float64Array,
    row: number,
    squared: number,
    point: ArrayLike<number>,
    on: { readonly mean: number; readonly deviation: number },
    slopes: { readonly mean: Float64Array; readonly deviation: Float64Array },
  ): void {
    const [numeric, weights] = [this.#numeric, this.#weights];
    const d = weights.length;
    const joint = 2 * this.#variance * matern52Slope(squared);
    const main = 2 * this.#main;
    for (let k = 0; k < numeric.length; k++) {
      const j = numeric[k]!;
      const difference = point[j]! - rows[row * d + j]!;
      // A dimension that exists in one of the two only is at a constant distance.
      if (Number.isNaN(difference)) continue;
      const along = weights[j]! * difference;
      const base = 1 + d * along * difference;
      const slope = (joint - main / (base * base)) * along;
      slopes.mean[j]! += on.mean * slope;
      slopes.deviation[j]! += on.deviation * slope;
    }
  }
}
