import { GPRun, type GPState } from './gp/gp-run.js';
import type { Sampler, SamplerContext, SamplerRun } from './sampler.js';

/** Options of `GPSampler`. */
export interface GPOptions {
  readonly seed?: number;
  /** Trials of a space-filling design before the model is used; 10 if left out. */
  readonly startup?: number;
  /** The model is of at most this many trials: the best ones and a spread of the others; 500 if left out. */
  readonly limit?: number;
}

/**
 * Bayesian optimisation: Gaussian processes with a Matern 5/2 kernel and main effects, one length per parameter (categorical ones by
 * Hamming distance), fitted by maximum a posteriori; the log expected (hypervolume) improvement times the probability that constraints
 * hold is climbed, or computed at every point of a small space. Running trials count at their predicted values, which spreads a batch.
 * The best choice where evaluations are dear.
 */
export class GPSampler implements Sampler {
  readonly name = 'gp';
  readonly seed: number | undefined;

  constructor(readonly options: GPOptions = {}) {
    this.seed = options.seed;
    for (const [key, value] of Object.entries({ startup: options.startup ?? 10, limit: options.limit ?? 500 })) {
      if (!Number.isSafeInteger(value) || value < 2)
        throw new Error(`GPSampler: ${key} must be an integer of at least 2, got ${value}; leave it out for the default`);
    }
  }

  start(context: SamplerContext, state?: unknown): SamplerRun {
    return new GPRun(context, this.options.startup ?? 10, this.options.limit ?? 500, state as GPState | undefined);
  }
}
