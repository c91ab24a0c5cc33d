import fc from 'fast-check';
import { expect, test } from 'vitest';
import { categorical } from '../space/categorical.js';
import { choice } from '../space/choice.js';
import { float } from '../space/float.js';
import { int } from '../space/int.js';
import type { Parameter, Space } from '../space/parameter.js';
import { createStudy } from '../study.js';
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

const leaf: fc.Arbitrary<Parameter> = fc.oneof(
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.nat({ max: 40 }), fc.integer({ min: 1, max: 7 }))
    .map(([low, n, step]) => int(low, low + n * step, { step })),
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.nat({ max: 40 }), fc.integer({ min: 1, max: 7 }))
    .map(([low, n, step]) => int(low, low + n * step, { step, log: true })),
  fc
    .tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: 0, max: 1e3, noNaN: true }))
    .map(([low, width]) => float(low, low + width)),
  fc
    .tuple(fc.double({ min: 1e-8, max: 1, noNaN: true }), fc.double({ min: 1, max: 1e8, noNaN: true }))
    .map(([low, ratio]) => float(low, low * ratio, { log: true })),
  fc.tuple(fc.integer({ min: -10, max: 10 }), fc.nat({ max: 30 })).map(([low, n]) => float(low, low + n * 0.25, { step: 0.25 })),
  fc.uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minLength: 1, maxLength: 5 }).map((choices) => categorical(choices)),
);
const branches = fc.dictionary(fc.constantFrom('p', 'q', 'r'), fc.dictionary(fc.constantFrom('u', 'v'), leaf, { maxKeys: 2 }), {
  minKeys: 1,
});
const spaces: fc.Arbitrary<Space> = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: branches.map(choice) }),
  { minKeys: 1 },
);

const samplers: Record<string, () => Sampler> = {
  auto: () => new AutoSampler(),
  cmaes: () => new CMAESSampler({ population: 4 }),
  evolution: () => new EvolutionSampler({ population: 4 }),
  gp: () => new GPSampler({ startup: 4 }),
  grid: () => new GridSampler({ levels: 3 }),
  nsga2: () => new NSGA2Sampler({ population: 4 }),
  nsga3: () => new NSGA3Sampler({ population: 4 }),
  qmc: () => new QMCSampler(),
  random: () => new RandomSampler(),
  tpe: () => new TPESampler({ startup: 4 }),
};

test.each(Object.entries(samplers))('%s stays in range and on steps in any space, and never repeats a point of a finite one', (_, make) => {
  fc.assert(
    fc.property(spaces, fc.integer({ min: 1, max: 2 }), fc.nat(), (space, objectives, seed) => {
      const study = createStudy({ space, directions: new Array<'minimize'>(objectives).fill('minimize'), sampler: make(), seed });
      const judge = createStudy({ space });
      const seen = new Set<string>();
      try {
        for (let i = 0; i < 12; i++) {
          const trial = study.ask();
          judge.enqueue(trial.params as never); // throws on anything that is not of the space
          seen.add(JSON.stringify(trial.params));
          study.tell(trial, { values: [(i * 7) % 5, (i * 3) % 4].slice(0, objectives) });
        }
      } catch (error) {
        // A space of fewer than 12 points, or grid, is used up, and says so.
        expect((error as Error).name).toBe('SpaceExhaustedError');
      }
      const finite = Object.values(space).every(
        (parameter) => parameter.type === 'categorical' || (parameter.type === 'int' && parameter.step !== undefined),
      );
      if (finite) expect(seen.size).toBe(study.trials.length);
      expect(study.trials.length).toBeGreaterThan(0);
    }),
    { numRuns: 20 },
  );
});
