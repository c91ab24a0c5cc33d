import type { Dimension } from '../../space/dimension.js';

const ROOT5 = Math.sqrt(5);

/**
 * Squared distances per dimension between points, before scaling. Numeric: the squared difference; categorical: 1 where they
 * differ (a Hamming kernel); a dimension that exists in one point only counts as 1, in neither as 0.
 */
export class Distances {
  readonly size: number;
  readonly #categorical: Uint8Array;
  readonly #conditional: boolean;

  /** `more` numeric dimensions follow those of the space. */
  constructor(dimensions: readonly Dimension[], more = 0) {
    this.size = dimensions.length + more;
    this.#categorical = new Uint8Array(this.size);
    for (const [j, { numeric }] of dimensions.entries()) this.#categorical[j] = numeric ? 0 : 1;
    this.#conditional = dimensions.some(({ parent }) => parent >= 0);
  }

  categorical(j: number): boolean {
    return this.#categorical[j] === 1;
  }

  /** The distance in dimension j. */
  at(j: number, a: number, b: number): number {
    if (this.#categorical[j] === 1) return a === b || (Number.isNaN(a) && Number.isNaN(b)) ? 0 : 1;
    const difference = a - b;
    if (this.#conditional && Number.isNaN(difference)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : 1;
    return difference * difference;
  }

  /**
   * Sum over dimensions of `weights[j]` times the distance; rows are read at their offsets. The main effects, which are a Cauchy kernel
   * 1 / (1 + d weights[j] distance) per dimension, are summed into `effects`: alone, a dimension's length is shorter than among d.
   */
  scaled(
    a: ArrayLike<number>,
    aStart: number,
    b: ArrayLike<number>,
    bStart: number,
    weights: Float64Array,
    effects: { sum: number },
  ): number {
    const d = this.size;
    let [sum, main] = [0, 0];
    for (let j = 0; j < d; j++) {
      const difference = a[aStart + j]! - b[bStart + j]!;
      let weighted = weights[j]!;
      if (this.#conditional) weighted *= this.at(j, a[aStart + j]!, b[bStart + j]!);
      else if (this.#categorical[j] === 1) weighted = difference === 0 ? 0 : weighted;
      else weighted *= difference * difference;
      sum += weighted;
      main += 1 / (1 + d * weighted);
    }
    effects.sum = main;
    return sum;
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
