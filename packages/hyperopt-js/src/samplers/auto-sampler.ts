import type { CompiledSpace, Point } from '../space/compiled-space.js';
import { GPSampler } from './gp-sampler.js';
import { GridSampler } from './grid-sampler.js';
import { NSGA2Sampler } from './nsga2-sampler.js';
import { NSGA3Sampler } from './nsga3-sampler.js';
import type { Sampler, SamplerContext, SamplerRun } from './sampler.js';
import { TPESampler } from './tpe-sampler.js';

/** Up to how many told trials, parameters and objectives a Gaussian process is worth its time. */
const GP_TRIALS = 1000;
const GP_DIMENSIONS = 60;
const GP_OBJECTIVES = 4;

const MEMBERS: Readonly<Record<string, Sampler>> = {
  gp: new GPSampler(),
  // Of a finite space, every value of every parameter.
  grid: new GridSampler({ levels: Number.MAX_SAFE_INTEGER }),
  tpe: new TPESampler(),
  nsga2: new NSGA2Sampler(),
  nsga3: new NSGA3Sampler(),
};

interface Choice {
  readonly name: string;
  readonly reason: string;
}

/**
 * Picks a sampler before every suggestion by the planned trials, those told so far, the size of the space, the number of parameters and
 * the objectives; `study.reason` says which and why. All it picks from learn from every trial told, whoever suggested it.
 */
export class AutoSampler implements Sampler {
  readonly name = 'auto';
  readonly seed: number | undefined;

  constructor(readonly options: { readonly seed?: number } = {}) {
    this.seed = options.seed;
  }

  start(context: SamplerContext, state?: unknown): SamplerRun {
    const saved = (state as Record<string, unknown> | undefined) ?? {};
    const runs = new Map<string, SamplerRun>();
    const runOf = (name: string): SamplerRun => {
      const run = runs.get(name) ?? MEMBERS[name]!.start(context, saved[name]);
      runs.set(name, run);
      return run;
    };
    for (const name of Object.keys(saved)) runOf(name);
    let { name: last, reason } = choose(context);
    return {
      suggest(): Point {
        const choice = choose(context);
        last = choice.name;
        reason = choice.reason;
        return runOf(last).suggest();
      },
      parentsOf: (point) => runs.get(last)?.parentsOf?.(point) ?? [],
      state: () => Object.fromEntries([...runs].map(([name, run]) => [name, run.state?.() ?? null])),
      reason: () => reason,
    };
  }
}

function sizeOf({ cardinality }: CompiledSpace): string {
  return Number.isFinite(cardinality) ? ` of ${cardinality} points` : '';
}

function choose({ space, objectives, finished, known, trials }: SamplerContext): Choice {
  const told = finished.length;
  const parameters = space.dimensions.length;
  if (trials !== undefined && space.cardinality <= trials) {
    return { name: 'grid', reason: `grid: ${trials} planned trials cover all ${space.cardinality} points of the space` };
  }
  const counted = known.some((loss) => loss) ? ', and it uses the known objectives exactly' : '';
  if (objectives > GP_OBJECTIVES) return { name: 'nsga3', reason: `nsga3: ${objectives} objectives are too many for exact hypervolumes` };
  if (parameters > GP_DIMENSIONS) {
    const name = objectives > 1 ? 'nsga2' : 'tpe';
    return {
      name,
      reason: `${name}: ${parameters} parameters are more than a Gaussian process learns from few trials (limit ${GP_DIMENSIONS})`,
    };
  }
  if (told < GP_TRIALS) {
    const planned = trials === undefined ? '' : ` of ${trials} planned`;
    return {
      name: 'gp',
      reason: `gp: ${told}${planned} trials told and ${parameters} parameters${sizeOf(space)}, where a Gaussian process learns most from each trial${counted}`,
    };
  }
  if (objectives > 1)
    return { name: 'nsga2', reason: `nsga2: ${told} trials told, past which a Gaussian process costs too much (limit ${GP_TRIALS})` };
  return { name: 'tpe', reason: `tpe: ${told} trials told, past which a Gaussian process costs too much (limit ${GP_TRIALS})` };
}
