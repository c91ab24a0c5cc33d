import { GeneticRun } from './evolution/genetic-run.js';
import { surviveByNiches } from './evolution/niching.js';
import { populationOf } from './evolution/population-size.js';
import { divisionsFor, referencePoints } from './evolution/reference-points.js';
import type { PopulationOptions } from './nsga2-sampler.js';
import type { Sampler, SamplerContext, SamplerRun } from './sampler.js';

/** NSGA-III (Deb and Jain, 2014): NSGA-II whose survivors spread over reference directions; for three objectives and more. */
export class NSGA3Sampler implements Sampler {
  readonly name = 'nsga3';
  readonly seed: number | undefined;

  constructor(readonly options: PopulationOptions = {}) {
    this.seed = options.seed;
  }

  start(context: SamplerContext): SamplerRun {
    const size = populationOf('NSGA3Sampler', this.options.population, context.trials);
    const references = referencePoints(context.objectives, divisionsFor(context.objectives, size));
    return new GeneticRun(context, size, (candidates, count) => surviveByNiches(candidates, count, references));
  }
}
