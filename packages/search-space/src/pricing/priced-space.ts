import type { ArchitectureSpace, DataShape, Params, ParamValue } from '../architecture-space.js';
import type { BudgetCost } from '../budget.js';
import { placeOf } from '../dimensions.js';
import { type PartPrice, PartPricing } from './part-pricing.js';

/** A point as the place of its value in every dimension's list. */
export type Point = Int32Array;

/** One piece of the networks: the dimensions that it shares with others and those that are its own, by index. */
interface Piece {
  readonly shared: readonly number[];
  readonly own: readonly number[];
  /** Combinations of its own dimensions. */
  readonly variants: number;
}

/**
 * Prices the points of a space piece by piece: a piece is lowered and counted once for every shape that enters it, and then looked up.
 * Costs equal `costOf` of the built network to the integer.
 */
export class PricedSpace {
  readonly names: readonly string[];
  /** Number of values of every dimension. */
  readonly sizes: readonly number[];
  /** Dimensions that several pieces read, and the resolution: once they are fixed, pieces can be chosen one by one. */
  readonly sharedDimensions: readonly number[];
  readonly pieces: readonly Piece[];
  private readonly values: readonly (readonly ParamValue[])[];
  private readonly pricing: PartPricing;
  private readonly resolution: number;

  constructor(
    readonly space: ArchitectureSpace,
    data: DataShape,
  ) {
    this.names = [...space.values.keys()];
    this.values = [...space.values.values()];
    this.sizes = this.values.map((values) => values.length);
    this.resolution = this.names.indexOf('resolution');
    const readers = this.names.map((name) => space.parts.filter((part) => part.reads.includes(name)).length);
    const isShared = (dimension: number) => dimension === this.resolution || readers[dimension] > 1;
    this.sharedDimensions = this.names.map((_, dimension) => dimension).filter(isShared);
    this.pieces = space.parts.map((part) => {
      const reads = part.reads.map((name) => this.names.indexOf(name));
      const own = reads.filter((dimension) => !isShared(dimension));
      return { shared: reads.filter(isShared), own, variants: this.combinations(own) };
    });
    this.pricing = new PartPricing(space.parts, data);
  }

  /** Number of points. */
  get points(): number {
    return this.combinations([...this.sizes.keys()]);
  }

  /** The point with this number, counted from 0. */
  pointAt(number: number): Point {
    const point = new Int32Array(this.sizes.length);
    this.setCombination(point, [...this.sizes.keys()], number);
    return point;
  }

  /** Number of combinations of some dimensions. */
  combinations(dimensions: readonly number[]): number {
    return dimensions.reduce((product, dimension) => product * this.sizes[dimension], 1);
  }

  /** Sets some dimensions of a point to their combination with this number. */
  setCombination(point: Point, dimensions: readonly number[], number: number): void {
    let rest = number;
    for (const dimension of dimensions) {
      point[dimension] = rest % this.sizes[dimension];
      rest = Math.floor(rest / this.sizes[dimension]);
    }
  }

  /** The number of the shape that enters the first piece. */
  entrance(point: Point): number {
    return this.pricing.imageShape(this.values[this.resolution][point[this.resolution]] as number);
  }

  /** What a piece costs behind a shape, and the shape that leaves it; undefined where it does not fit. */
  pricePiece(piece: number, point: Point, shape: number): PartPrice | undefined {
    const { shared, own } = this.pieces[piece];
    let key = 0;
    for (const dimension of shared) key = key * this.sizes[dimension] + point[dimension];
    for (const dimension of own) key = key * this.sizes[dimension] + point[dimension];
    return this.pricing.price(piece, key, shape, () => this.paramsOf(point));
  }

  /** The cost of a point, or undefined where its pieces do not fit together. */
  priceOf(point: Point): BudgetCost | undefined {
    const total = { macs: 0, params: 0, activations: 0, weightsBytes: 0 };
    let shape = this.entrance(point);
    for (let piece = 0; piece < this.pieces.length; piece++) {
      const price = this.pricePiece(piece, point, shape);
      if (price === undefined) return undefined;
      total.macs += price.macs;
      total.params += price.params;
      total.activations += price.activations;
      total.weightsBytes += price.weightsBytes;
      shape = price.output;
    }
    return total;
  }

  paramsOf(point: Point): Params {
    return Object.fromEntries(this.names.map((name, dimension) => [name, this.values[dimension][point[dimension]]]));
  }

  /** Throws where a value is not one of its dimension's. */
  pointOf(params: Params): Point {
    return Int32Array.from(this.names, (name, dimension) => {
      const place = placeOf(this.values[dimension], params[name]);
      if (place < 0) throw new Error(`params.${name}: must be a value that the space lists, got ${JSON.stringify(params[name])}`);
      return place;
    });
  }
}
