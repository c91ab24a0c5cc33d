import type { Point } from '../space/compiled-space.js';
import type { Observation } from '../trial.js';
import { populationOf } from './evolution/population-size.js';
import { compareRanked, rankAll } from './evolution/selection.js';
import { mutate } from './evolution/variation.js';
import { KnownScreen } from './known/known-screen.js';
import type { PopulationOptions } from './nsga2-sampler.js';
import type { Sampler, SamplerContext, SamplerRun } from './sampler.js';

/** Distribution index of its mutation: one parameter at a time has to move further than where several do. */
const WIDE = 2;
/** Mutants of which one is kept where objectives are known. */
const SCREENED = 8;

/** Options of `EvolutionSampler`. */
export interface EvolutionOptions extends PopulationOptions {
  /** Members that compete to be the parent; a quarter of the population if left out. */
  readonly sample?: number;
}

/**
 * Regularised evolution (Real et al., 2019): the best of a random sample of the population is mutated in one parameter, and the
 * population is the most recent trials, so that the oldest dies whatever its worth.
 */
export class EvolutionSampler implements Sampler {
  readonly name = 'evolution';
  readonly seed: number | undefined;

  constructor(readonly options: EvolutionOptions = {}) {
    this.seed = options.seed;
    const { sample = 1 } = options;
    if (!Number.isSafeInteger(sample) || sample < 1)
      throw new Error(`EvolutionSampler: sample must be a positive integer, got ${sample}; leave it out for the default`);
  }

  start(context: SamplerContext): SamplerRun {
    const { space, rng, finished } = context;
    const size = populationOf('EvolutionSampler', this.options.population, context.trials);
    const sample = this.options.sample ?? Math.max(2, size >> 2);
    const usable: Observation[] = [];
    const screen = KnownScreen.of(context);
    const parents = new WeakMap<Point, readonly number[]>();
    let seen = 0;
    return {
      suggest() {
        for (; seen < finished.length; seen++) if (finished[seen]!.state === 'complete') usable.push(finished[seen]!);
        if (usable.length < size) return space.sample(rng);
        const alive = usable.slice(-size);
        const competing = Array.from({ length: sample }, () => alive[rng.int(alive.length)]!);
        const [best] = rankAll([...new Set(competing)]).sort(compareRanked);
        const { point, number } = best!.observation;
        const child = (): Point => mutate(point, space, rng, 0, WIDE);
        const chosen = screen?.best(SCREENED, child) ?? child();
        parents.set(chosen, [number]);
        return chosen;
      },
      parentsOf: (point) => parents.get(point) ?? [],
    };
  }
}
