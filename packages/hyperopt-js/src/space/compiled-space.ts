import type { Rng } from '../rng.js';
import { categoricalDimension, type Dimension, numericDimension } from './dimension.js';
import type { Parameter, ParamsOf, Space } from './parameter.js';
import type { Vary } from './vary.js';

/** A point as samplers see it: one coordinate per dimension, NaN where the dimension does not exist on the taken branch. */
export type Point = number[];

type Values = Record<string, unknown>;

/** A space flattened into dimensions (parents before children), with the mapping between params and points. */
export class CompiledSpace {
  readonly dimensions: readonly Dimension[];
  /** Number of different points; Infinity where a parameter is continuous. */
  readonly cardinality: number;
  /** Whether some dimension exists only on a branch. */
  readonly conditional: boolean;
  readonly #space: Space;
  readonly #draw: ((uniform: () => number) => object) | undefined;
  readonly #vary: Vary<Space> | undefined;
  #points: readonly Point[] | undefined;

  /**
   * `draw` makes the params of a random point from uniform numbers in [0, 1); left out, each dimension is drawn by itself. `vary` makes
   * params from others.
   */
  constructor(space: Space, draw?: (uniform: () => number) => object, vary?: Vary<Space>) {
    const dimensions: Dimension[] = [];
    flatten(space, '', -1, -1, dimensions);
    if (dimensions.length === 0) throw new Error('space: needs at least one parameter, got none; add one');
    this.#space = space;
    this.#draw = draw;
    this.#vary = vary;
    this.dimensions = dimensions;
    this.cardinality = countPoints(space);
    this.conditional = dimensions.some((dimension) => dimension.parent >= 0);
  }

  /** The point of `params`. Throws, naming the parameter, when one is missing, unknown or out of its range. */
  encode(params: object): Point {
    const point: Point = [];
    encodeInto(this.#space, params as Values, '', this.dimensions, point);
    return point;
  }

  /** The params of a point. */
  decode(point: readonly number[]): Values {
    const cursor = { index: 0 };
    return decodeFrom(this.#space, point, this.dimensions, cursor);
  }

  /** Whether dimension `index` exists, given the coordinates of the dimensions before it. */
  active(point: readonly number[], index: number): boolean {
    const { parent, branch } = this.dimensions[index]!;
    return parent < 0 || point[parent] === branch;
  }

  /** Puts every coordinate on its step and NaN where the dimension does not exist; changes and returns `point`. */
  normalize(point: Point): Point {
    for (let i = 0; i < point.length; i++) {
      const dimension = this.dimensions[i]!;
      if (!this.active(point, i)) point[i] = Number.NaN;
      else if (dimension.numeric) point[i] = dimension.snap(point[i]!);
    }
    return point;
  }

  /** Whether random points come from the caller's `draw`. */
  get drawn(): boolean {
    return this.#draw !== undefined;
  }

  /** A random point: as `draw` gives it, or else uniform, dimension by dimension (branches with equal chance). */
  sample(rng: Rng): Point {
    if (this.#draw) return this.#encodeGiven('draw', this.#draw(streamOf(rng)));
    const point: Point = this.dimensions.map(({ numeric, levels }) => (numeric ? rng.uniform() : rng.int(levels)));
    return this.normalize(point);
  }

  /** A point near this one as the caller's `vary` gives it; undefined where there is no `vary`. */
  mutate(point: readonly number[], rng: Rng): Point | undefined {
    return this.#vary && this.#encodeGiven('vary.mutate', this.#vary.mutate(this.#paramsOf(point), streamOf(rng)));
  }

  /** A child of two points as the caller's `vary` gives it; undefined where there is no `vary`. */
  cross(a: readonly number[], b: readonly number[], rng: Rng): Point | undefined {
    return this.#vary && this.#encodeGiven('vary.cross', this.#vary.cross(this.#paramsOf(a), this.#paramsOf(b), streamOf(rng)));
  }

  #paramsOf(point: readonly number[]): ParamsOf<Space> {
    return this.decode(point) as ParamsOf<Space>;
  }

  #encodeGiven(by: string, params: object): Point {
    try {
      return this.encode(params);
    } catch (error) {
      throw new Error(`${by}: must return params of the space, got ${JSON.stringify(params)} (${(error as Error).message}); correct it`);
    }
  }

  /** A text that is equal for equal points. */
  key(point: readonly number[]): string {
    let key = '';
    for (let i = 0; i < point.length; i++) {
      const coordinate = point[i]!;
      if (!Number.isNaN(coordinate)) key += `${this.dimensions[i]!.decode(coordinate)}`;
      key += '|';
    }
    return key;
  }

  /** All points of a finite space, the last dimension fastest; `limit` values at most of a continuous dimension. */
  *enumerate(limit = Number.POSITIVE_INFINITY): Generator<Point> {
    yield* this.#extend([], limit);
  }

  /** All points of a finite space, kept: for spaces that are walked again and again. Not to be changed. */
  points(): readonly Point[] {
    this.#points ??= [...this.enumerate()];
    return this.#points;
  }

  *#extend(prefix: Point, limit: number): Generator<Point> {
    const index = prefix.length;
    if (index === this.dimensions.length) return yield [...prefix];
    for (const coordinate of this.active(prefix, index) ? gridOf(this.dimensions[index]!, limit) : [Number.NaN]) {
      prefix.push(coordinate);
      yield* this.#extend(prefix, limit);
      prefix.pop();
    }
  }
}

function streamOf(rng: Rng): () => number {
  return () => rng.uniform();
}

/** The coordinates of a dimension's values, or `limit` evenly spread ones where a numeric one has more. */
export function gridOf(dimension: Dimension, limit: number): number[] {
  const { numeric, levels, at, encode, decode } = dimension;
  if (!numeric || levels <= limit) return Array.from({ length: levels }, (_, level) => at(level));
  if (!Number.isFinite(limit)) throw new Error(`${dimension.path}: a continuous parameter has no end of values; give a limit`);
  const spread = Array.from({ length: limit }, (_, index) => decode(limit === 1 ? 0.5 : index / (limit - 1)));
  return [...new Set(spread)].map(encode);
}

function flatten(space: Space, prefix: string, parent: number, branch: number, out: Dimension[]): void {
  for (const [name, parameter] of Object.entries(space)) {
    const place = { path: prefix + name, parent, branch };
    if (parameter.type === 'categorical') out.push(categoricalDimension(place, parameter.choices));
    else if (parameter.type === 'choice') {
      const names = Object.keys(parameter.branches);
      const self = out.push(categoricalDimension(place, names)) - 1;
      for (const [index, key] of names.entries()) flatten(parameter.branches[key]!, `${place.path}.${key}.`, self, index, out);
    } else out.push(numericDimension(place, parameter));
  }
}

function countPoints(space: Space): number {
  return Object.values(space).reduce((product, parameter) => product * countValues(parameter), 1);
}

function countValues(parameter: Parameter): number {
  if (parameter.type === 'categorical') return parameter.choices.length;
  if (parameter.type === 'choice') return Object.values(parameter.branches).reduce((sum, branch) => sum + countPoints(branch), 0);
  if (parameter.low === parameter.high) return 1;
  return parameter.step === undefined ? Number.POSITIVE_INFINITY : Math.round((parameter.high - parameter.low) / parameter.step) + 1;
}

function encodeInto(space: Space, params: Values | undefined, prefix: string, dimensions: readonly Dimension[], point: Point): void {
  for (const [name, parameter] of Object.entries(space)) {
    const path = prefix + name;
    const value = params?.[name];
    if (params && value === undefined) throw new Error(`${path}: missing from params, got ${JSON.stringify(params)}; give it a value`);
    if (parameter.type !== 'choice') {
      point.push(params ? dimensions[point.length]!.encode(value) : Number.NaN);
      continue;
    }
    const taken = params ? (value as Values | null)?.kind : undefined;
    point.push(params ? dimensions[point.length]!.encode(taken) : Number.NaN);
    for (const [key, branch] of Object.entries(parameter.branches)) {
      const values = key === taken ? (value as Values) : undefined;
      if (values) checkNames(branch, values, `${path}.${key}.`, 'kind');
      encodeInto(branch, values, `${path}.${key}.`, dimensions, point);
    }
  }
  if (params && prefix === '') checkNames(space, params, '');
}

function checkNames(space: Space, params: Values, prefix: string, extra?: string): void {
  for (const name of Object.keys(params)) {
    if (name in space || name === extra) continue;
    throw new Error(`${prefix}${name}: unknown parameter; the space has ${Object.keys(space).join(', ') || 'none here'}`);
  }
}

function decodeFrom(space: Space, point: readonly number[], dimensions: readonly Dimension[], cursor: { index: number }): Values {
  const values: Values = {};
  for (const [name, parameter] of Object.entries(space)) {
    const index = cursor.index++;
    const value = Number.isNaN(point[index]) ? undefined : dimensions[index]!.decode(point[index]!);
    if (parameter.type !== 'choice') {
      values[name] = value;
      continue;
    }
    for (const [key, branch] of Object.entries(parameter.branches)) {
      const inner = decodeFrom(branch, point, dimensions, cursor);
      if (key === value) values[name] = { kind: key, ...inner };
    }
  }
  return values;
}
