import { SpaceExhaustedError } from '../errors.js';
import { gridOf, type Point } from '../space/compiled-space.js';
import type { Sampler, SamplerContext, SamplerRun } from './sampler.js';

/** Options of `GridSampler`. */
export interface GridOptions {
  readonly seed?: number;
  /** Values per numeric parameter that has more of them; 10 if left out. Categorical ones have all of theirs. */
  readonly levels?: number;
}

/** Every point of a grid once, in a mixed order, so that a run that stops early has looked everywhere. Ends with SpaceExhaustedError. */
export class GridSampler implements Sampler {
  readonly name = 'grid';
  readonly seed: number | undefined;

  constructor(readonly options: GridOptions = {}) {
    this.seed = options.seed;
    const { levels = 10 } = options;
    if (!Number.isSafeInteger(levels) || levels < 1)
      throw new Error(`GridSampler: levels must be a positive integer, got ${levels}; leave it out for 10`);
  }

  start({ space, rng }: SamplerContext, state?: unknown): SamplerRun {
    const axes = space.dimensions.map((dimension) => gridOf(dimension, this.options.levels ?? 10));
    const total = axes.reduce((product, axis) => product * axis.length, 1);
    if (total > Number.MAX_SAFE_INTEGER / 2)
      throw new Error(`GridSampler: the grid has ${total} points, too many to number; lower levels or use QMCSampler`);
    const walk = (state as GridState | undefined) ?? {
      at: Math.floor(rng.uniform() * total),
      stride: coprime(total, rng.uniform()),
      visited: 0,
    };
    let { at, visited } = walk;
    const suggest = (): Point => {
      while (visited < total) {
        visited++;
        at = (at + walk.stride) % total;
        const indices = digits(at, axes);
        // Of the grid's points that differ only in dimensions that do not exist there, one is taken.
        const point = indices.map((index, j) => axes[j]![index]!);
        space.normalize(point);
        if (point.every((coordinate, j) => !Number.isNaN(coordinate) || indices[j] === 0)) return point;
      }
      throw new SpaceExhaustedError(`GridSampler: all points of the grid have been asked (${visited} cells); stop here or raise levels`);
    };
    return { suggest, state: (): GridState => ({ at, stride: walk.stride, visited }) };
  }
}

interface GridState {
  readonly at: number;
  readonly stride: number;
  readonly visited: number;
}

/** A stride near the golden share of the total, moved by chance, that visits every index. */
function coprime(total: number, chance: number): number {
  let stride = Math.max(1, Math.floor(total * (0.55 + 0.13 * chance)));
  while (gcd(stride, total) !== 1) stride++;
  return stride;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function digits(index: number, axes: readonly number[][]): number[] {
  let rest = index;
  return axes.map(({ length }) => {
    const digit = rest % length;
    rest = Math.floor(rest / length);
    return digit;
  });
}
