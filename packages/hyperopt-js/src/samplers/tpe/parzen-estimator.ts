import { normalCdf } from '../../math/normal.js';
import type { Rng } from '../../rng.js';
import type { Point } from '../../space/compiled-space.js';
import type { Dimension } from '../../space/dimension.js';

/** Shape of the kernels. */
export interface ParzenShape {
  /** Kernel width of `n` points over `d` dimensions is `width * n^(-1 / (d + 4))`, in units of the range (Scott's rule). */
  readonly width: number;
  /** Weight of the uniform prior, counted in observations. */
  readonly prior: number;
}

const TABLE_SIZE = 128;

/**
 * A density over some dimensions of a space: a mixture of one product kernel per observed point and a uniform prior.
 * Numeric kernels are normal, truncated to [0, 1]; categorical ones keep the observed index or spread evenly. A dimension
 * that does not exist in a point is left out of its kernel; a dimension missing from a kernel only is uniform there.
 */
export class ParzenEstimator {
  readonly #dimensions: readonly Dimension[];
  readonly #places: readonly number[];
  readonly #count: number;
  /** Kernel centres, one row of `places.length` per kernel. */
  readonly #centres: Float64Array;
  readonly #cumulative: Float64Array;
  readonly #logWeights: Float64Array;
  readonly #logPrior: number;
  /** Per place: the width of a numeric kernel, and the log density of a categorical kernel on and off its index. */
  readonly #widths: Float64Array;
  readonly #logSame: Float64Array;
  readonly #logOther: Float64Array;
  /** Per kernel: log of the normal's scale and of the mass inside [0, 1]; summed over places unless dimensions are conditional. */
  readonly #scale: Float64Array;
  readonly #conditional: boolean;
  readonly #numeric: Uint8Array;
  readonly #terms: Float64Array;

  /** `places` are the indices of the dimensions that the density is over; `weights` one per point, equal if left out. */
  constructor(
    dimensions: readonly Dimension[],
    places: readonly number[],
    points: readonly Point[],
    shape: ParzenShape,
    weights?: readonly number[],
  ) {
    const size = places.length;
    this.#dimensions = dimensions;
    this.#places = places;
    this.#count = points.length;
    this.#conditional = places.some((place) => dimensions[place]!.parent >= 0);
    this.#numeric = Uint8Array.from(places, (place) => (dimensions[place]!.numeric ? 1 : 0));
    this.#terms = new Float64Array(points.length + 1);
    this.#centres = new Float64Array(points.length * size);
    this.#widths = new Float64Array(size);
    this.#logSame = new Float64Array(size);
    this.#logOther = new Float64Array(size);
    this.#setWidths(shape);
    for (let k = 0, at = 0; k < points.length; k++) for (let j = 0; j < size; j++) this.#centres[at++] = points[k]![places[j]!]!;
    this.#scale = this.#scales();
    const total = (weights ? weights.reduce((sum, weight) => sum + weight, 0) : points.length) + shape.prior;
    this.#cumulative = new Float64Array(points.length);
    this.#logWeights = new Float64Array(points.length);
    for (let k = 0, sum = 0; k < points.length; k++) {
      const weight = (weights ? weights[k]! : 1) / total;
      sum += weight;
      this.#cumulative[k] = sum;
      this.#logWeights[k] = Math.log(weight);
    }
    this.#logPrior =
      Math.log(shape.prior / total) - places.reduce((sum, p) => sum + (dimensions[p]!.numeric ? 0 : Math.log(dimensions[p]!.levels)), 0);
  }

  #setWidths({ width, prior }: ParzenShape): void {
    const shrink = Math.max(1, this.#count) ** (-1 / (this.#places.length + 4));
    for (const [j, place] of this.#places.entries()) {
      const { levels } = this.#dimensions[place]!;
      // A kernel narrower than half a cell would see neighbouring levels as unrelated.
      this.#widths[j] = Math.max(width * shrink, 0.5 / levels);
      const spread = prior / (this.#count + prior);
      this.#logSame[j] = Math.log(1 - spread + spread / levels);
      this.#logOther[j] = Math.log(spread / levels);
    }
  }

  #scales(): Float64Array {
    const size = this.#places.length;
    const out = new Float64Array(this.#conditional ? this.#count * size : this.#count);
    for (let j = 0; j < size; j++) {
      if (!this.#dimensions[this.#places[j]!]!.numeric) continue;
      const table = logScaleTable(this.#widths[j]!);
      for (let k = 0; k < this.#count; k++) {
        const at = this.#centres[k * size + j]! * TABLE_SIZE;
        const cell = Math.min(TABLE_SIZE - 1, Math.floor(at));
        const value = table[cell]! + (at - cell) * (table[cell + 1]! - table[cell]!);
        if (!this.#conditional) out[k]! += value;
        else if (!Number.isNaN(value)) out[k * size + j] = value;
      }
    }
    return out;
  }

  /** Draws coordinates for the estimator's dimensions and writes them into `into` (not normalised). */
  sample(rng: Rng, into: Point): void {
    const pick = rng.uniform();
    let kernel = lowerBound(this.#cumulative, pick);
    if (kernel >= this.#count) kernel = -1;
    for (let j = 0; j < this.#places.length; j++) {
      const place = this.#places[j]!;
      const dimension = this.#dimensions[place]!;
      const centre = kernel < 0 ? Number.NaN : this.#centres[kernel * this.#places.length + j]!;
      into[place] = Number.isNaN(centre) ? uniformOf(dimension, rng) : this.#draw(dimension, j, centre, rng);
    }
  }

  #draw(dimension: Dimension, j: number, centre: number, rng: Rng): number {
    if (!dimension.numeric) {
      const keep = Math.exp(this.#logSame[j]!) - Math.exp(this.#logOther[j]!);
      return rng.uniform() < keep ? centre : rng.int(dimension.levels);
    }
    for (let attempt = 0; attempt < 50; attempt++) {
      const value = centre + this.#widths[j]! * rng.normal();
      if (value >= 0 && value <= 1) return value;
    }
    return rng.uniform();
  }

  /** Log density at a normalised point. */
  logDensity(point: readonly number[]): number {
    const terms = this.#terms;
    const prior = this.#logPrior + this.#missingPrior(point);
    let highest = prior;
    terms[this.#count] = prior;
    if (!this.#conditional) highest = Math.max(prior, this.#kernels(point, terms));
    for (let k = 0; this.#conditional && k < this.#count; k++) {
      terms[k] = this.#logWeights[k]! + this.#conditionalKernel(k, point);
      highest = Math.max(highest, terms[k]!);
    }
    let sum = 0;
    for (const term of terms) if (term > highest - 30) sum += Math.exp(term - highest);
    return highest + Math.log(sum);
  }

  /** The prior has no say over dimensions that the point lacks. */
  #missingPrior(point: readonly number[]): number {
    let sum = 0;
    for (const place of this.#places) {
      if (Number.isNaN(point[place]!) && !this.#dimensions[place]!.numeric) sum += Math.log(this.#dimensions[place]!.levels);
    }
    return sum;
  }

  /** Log kernels at a point without conditional dimensions, weights included; returns the highest. */
  #kernels(point: readonly number[], terms: Float64Array): number {
    const [size, count, centres, widths] = [this.#places.length, this.#count, this.#centres, this.#widths];
    const [same, other, weights, scale, numeric] = [this.#logSame, this.#logOther, this.#logWeights, this.#scale, this.#numeric];
    const at = Float64Array.from(this.#places, (place) => point[place]!);
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = 0, index = 0; k < count; k++) {
      let sum = weights[k]! - scale[k]!;
      for (let j = 0; j < size; j++, index++) {
        const difference = at[j]! - centres[index]!;
        if (numeric[j] === 1) {
          const z = difference / widths[j]!;
          sum -= 0.5 * z * z;
        } else sum += difference === 0 ? same[j]! : other[j]!;
      }
      terms[k] = sum;
      if (sum > highest) highest = sum;
    }
    return highest;
  }

  #conditionalKernel(k: number, point: readonly number[]): number {
    const size = this.#places.length;
    let sum = 0;
    for (let j = 0, at = k * size; j < size; j++, at++) {
      const dimension = this.#dimensions[this.#places[j]!]!;
      const coordinate = point[this.#places[j]!]!;
      const centre = this.#centres[at]!;
      if (Number.isNaN(coordinate)) continue;
      if (Number.isNaN(centre)) sum -= dimension.numeric ? 0 : Math.log(dimension.levels);
      else if (!dimension.numeric) sum += coordinate === centre ? this.#logSame[j]! : this.#logOther[j]!;
      else {
        const z = (coordinate - centre) / this.#widths[j]!;
        sum -= 0.5 * z * z + this.#scale[at]!;
      }
    }
    return sum;
  }
}

function uniformOf({ numeric, levels }: Dimension, rng: Rng): number {
  return numeric ? rng.uniform() : rng.int(levels);
}

/** First index whose value is above `value`. */
function lowerBound(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

const tables = new Map<number, Float64Array>();

/** Log of (width * sqrt(2 pi) * mass inside [0, 1]) of a normal, tabulated over its centre; linear between entries. */
function logScaleTable(width: number): Float64Array {
  const kept = tables.get(width);
  if (kept) return kept;
  const table = new Float64Array(TABLE_SIZE + 2);
  for (let i = 0; i <= TABLE_SIZE; i++) {
    const centre = i / TABLE_SIZE;
    const mass = normalCdf((1 - centre) / width) - normalCdf(-centre / width);
    table[i] = Math.log(width * Math.sqrt(2 * Math.PI) * mass);
  }
  if (tables.size >= 256) tables.clear();
  tables.set(width, table);
  return table;
}
