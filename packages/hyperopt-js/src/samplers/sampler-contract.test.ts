import { describe, test } from 'vitest';
import { samplerContract } from '../testing/sampler-contract.js';
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

const samplers: Record<string, (seed: number) => Sampler> = {
  auto: (seed) => new AutoSampler({ seed }),
  cmaes: (seed) => new CMAESSampler({ seed }),
  evolution: (seed) => new EvolutionSampler({ seed, population: 10 }),
  grid: (seed) => new GridSampler({ seed, levels: 40 }),
  nsga2: (seed) => new NSGA2Sampler({ seed }),
  nsga3: (seed) => new NSGA3Sampler({ seed }),
  qmc: (seed) => new QMCSampler({ seed }),
  gp: (seed) => new GPSampler({ seed }),
  'gp of at most 20 trials': (seed) => new GPSampler({ seed, limit: 20 }),
  random: (seed) => new RandomSampler({ seed }),
  tpe: (seed) => new TPESampler({ seed }),
  'tpe, univariate': (seed) => new TPESampler({ seed, multivariate: false }),
};

describe.each(Object.entries(samplers))('%s', (_, make) => {
  for (const { name, run } of samplerContract(make)) test(name, run);
});
