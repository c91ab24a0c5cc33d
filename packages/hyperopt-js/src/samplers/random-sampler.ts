import type { Sampler, SamplerContext, SamplerRun } from './sampler.js';

/** Draws every parameter uniformly on its own scale. */
export class RandomSampler implements Sampler {
  readonly name = 'random';
  readonly seed: number | undefined;

  constructor(readonly options: { readonly seed?: number } = {}) {
    this.seed = options.seed;
  }

  start({ space, rng }: SamplerContext): SamplerRun {
    return { suggest: () => space.sample(rng) };
  }
}
