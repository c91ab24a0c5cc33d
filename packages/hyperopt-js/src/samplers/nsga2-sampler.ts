import { GeneticRun } from './evolution/genetic-run.js';
import { populationOf } from './evolution/population-size.js';
import { compareRanked, rankAll } from './evolution/selection.js';
import type { Sampler, SamplerContext, SamplerRun } from './sampler.js';

/** Options of the samplers with a population. */
export interface PopulationOptions {
  readonly seed?: number;
  /** Members of a generation; a tenth of the planned trials, from 10 to 50, if left out. */
  readonly population?: number;
}

/** NSGA-II (Deb et al., 2002): constraint domination, crowding, simulated binary crossover, polynomial mutation, no duplicates. */
export class NSGA2Sampler implements Sampler {
  readonly name = 'nsga2';
  readonly seed: number | undefined;

  constructor(readonly options: PopulationOptions = {}) {
    this.seed = options.seed;
  }

  start(context: SamplerContext): SamplerRun {
    const size = populationOf('NSGA2Sampler', this.options.population, context.trials);
    return new GeneticRun(context, size, (candidates, count) => rankAll(candidates).sort(compareRanked).slice(0, count));
  }
}
