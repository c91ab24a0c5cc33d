import * as library from 'hyperopt-js';

/** The sampler of a name, with its default options. */
export function samplerFor(name: string): library.Sampler | 'auto' {
  if (name === 'auto') return 'auto';
  const makers: Record<string, () => library.Sampler> = {
    random: () => new library.RandomSampler(),
    tpe: () => new library.TPESampler(),
    tpe_uni: () => new library.TPESampler({ multivariate: false }),
    qmc: () => new library.QMCSampler(),
    grid: () => new library.GridSampler(),
    cmaes: () => new library.CMAESSampler(),
    nsga2: () => new library.NSGA2Sampler(),
    nsga3: () => new library.NSGA3Sampler(),
    evolution: () => new library.EvolutionSampler(),
    gp: () => new library.GPSampler(),
  };
  const make = makers[name];
  if (!make) throw new Error(`no sampler '${name}'; there are auto, ${Object.keys(makers).join(', ')}`);
  return make();
}
