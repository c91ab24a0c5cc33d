import { AutoSampler } from './auto-sampler.js';
import { CMAESSampler } from './cmaes-sampler.js';
import { EvolutionSampler } from './evolution-sampler.js';
import { GPSampler } from './gp-sampler.js';
import { GridSampler } from './grid-sampler.js';
import { NSGA2Sampler } from './nsga2-sampler.js';
import { NSGA3Sampler } from './nsga3-sampler.js';
import { QMCSampler } from './qmc-sampler.js';
import { RandomSampler } from './random-sampler.js';
import type { Sampler } from './sampler.js';
import { TPESampler } from './tpe-sampler.js';

const samplers: Readonly<Record<string, (options: object) => Sampler>> = {
  auto: (options) => new AutoSampler(options),
  cmaes: (options) => new CMAESSampler(options),
  evolution: (options) => new EvolutionSampler(options),
  grid: (options) => new GridSampler(options),
  nsga2: (options) => new NSGA2Sampler(options),
  nsga3: (options) => new NSGA3Sampler(options),
  qmc: (options) => new QMCSampler(options),
  gp: (options) => new GPSampler(options),
  random: (options) => new RandomSampler(options),
  tpe: (options) => new TPESampler(options),
};

/** Makes a sampler by its saved name and options. */
export function createSampler(name: string, options: object): Sampler {
  const create = samplers[name];
  if (!create) throw new Error(`sampler: '${name}' is not one of ${Object.keys(samplers).join(', ')}; give your own as options.sampler`);
  return create(options);
}
