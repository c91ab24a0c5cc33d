import { Rng } from '../rng.js';
import type { Point } from '../space/compiled-space.js';
import { SobolSequence } from './qmc/sobol-sequence.js';
import type { Sampler, SamplerContext, SamplerRun } from './sampler.js';

/** Scrambled Sobol points: spread more evenly than random ones, best in numbers that are powers of two. */
export class QMCSampler implements Sampler {
  readonly name = 'qmc';
  readonly seed: number | undefined;

  constructor(readonly options: { readonly seed?: number } = {}) {
    this.seed = options.seed;
  }

  start({ space, rng }: SamplerContext, state?: unknown): SamplerRun {
    const { scramble, next } = (state as QMCState | undefined) ?? { scramble: rng.int(2 ** 32), next: 0 };
    const sequence = new SobolSequence(space.dimensions.length, Rng.fromSeed(scramble));
    let index = next;
    return {
      suggest(): Point {
        const point = sequence.at(index++);
        const coordinates = point.map((place, j) =>
          space.dimensions[j]!.numeric ? place : Math.floor(place * space.dimensions[j]!.levels),
        );
        return space.normalize(coordinates);
      },
      state: (): QMCState => ({ scramble, next: index }),
    };
  }
}

interface QMCState {
  readonly scramble: number;
  readonly next: number;
}
