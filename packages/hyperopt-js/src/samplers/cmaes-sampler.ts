import type { Point } from '../space/compiled-space.js';
import type { Observation } from '../trial.js';
import { type CMAState, defaultPopulation, initialCMAState } from './cma/cma-state.js';
import { type Eigenbasis, eigenbasisOf, updateCMA } from './cma/cma-update.js';
import { populationOf } from './evolution/population-size.js';
import { compareRanked, rankAll } from './evolution/selection.js';
import type { PopulationOptions } from './nsga2-sampler.js';
import type { Sampler, SamplerContext, SamplerRun } from './sampler.js';
import { compareSingle } from './tpe/split.js';

/** Below this step size, in units of the range, a restart with twice the population begins (Auger and Hansen, "IPOP", 2005). */
const LEAST_STEP = 1e-9;

/**
 * CMA-ES with margin: the covariance of the numeric parameters is adapted; a stepped parameter keeps at least a small chance of
 * leaving its level (Hamano et al., "CMA-ES with Margin", 2022), and categorical ones have adapted chances. Several objectives
 * are ranked by domination and crowding.
 */
export class CMAESSampler implements Sampler {
  readonly name = 'cmaes';
  readonly seed: number | undefined;

  constructor(readonly options: PopulationOptions = {}) {
    this.seed = options.seed;
    if (options.population !== undefined) populationOf('CMAESSampler', options.population, undefined);
  }

  start(context: SamplerContext, state?: unknown): SamplerRun {
    return new CMARun(context, this.options, state as SavedRun | undefined);
  }
}

interface SavedRun {
  readonly cma: CMAState;
  /** Numeric coordinates before rounding of the points suggested in this generation, by point. */
  readonly drawn: readonly (readonly [string, readonly number[]])[];
  /** How many finished trials earlier generations used up. */
  readonly used: number;
}

class CMARun implements SamplerRun {
  readonly #context: SamplerContext;
  readonly #numeric: readonly number[];
  readonly #categorical: readonly number[];
  readonly #drawn: Map<string, readonly number[]>;
  #cma: CMAState;
  #eigen: Eigenbasis;
  #used: number;

  constructor(context: SamplerContext, options: PopulationOptions, saved?: SavedRun) {
    this.#context = context;
    const { dimensions } = context.space;
    this.#numeric = dimensions.flatMap(({ numeric }, i) => (numeric ? [i] : []));
    this.#categorical = dimensions.flatMap(({ numeric }, i) => (numeric ? [] : [i]));
    this.#cma = saved
      ? structuredClone(saved.cma)
      : this.#fresh(options.population ?? Math.max(6, defaultPopulation(this.#numeric.length)));
    this.#drawn = new Map(saved?.drawn);
    this.#used = saved?.used ?? 0;
    this.#eigen = eigenbasisOf(this.#cma);
  }

  #fresh(population: number, mean = this.#numeric.map(() => 0.5)): CMAState {
    const levels = this.#categorical.map((i) => this.#context.space.dimensions[i]!.levels);
    return initialCMAState(this.#numeric.length, levels, population, mean);
  }

  state(): SavedRun {
    return { cma: this.#cma, drawn: [...this.#drawn], used: this.#used };
  }

  suggest(): Point {
    const { finished, space } = this.#context;
    while (finished.length - this.#used >= this.#cma.population) {
      this.#update(finished.slice(this.#used, this.#used + this.#cma.population));
      this.#used += this.#cma.population;
    }
    const numbers = this.#draw();
    const point: Point = new Array<number>(space.dimensions.length);
    for (const [k, i] of this.#numeric.entries()) point[i] = numbers[k]!;
    for (const [c, i] of this.#categorical.entries()) point[i] = this.#choose(this.#cma.chances[c]!);
    space.normalize(point);
    this.#drawn.set(space.key(point), numbers);
    return point;
  }

  /** A normal draw within [0, 1]; drawn anew where outside, then reflected to the bound. */
  #draw(): number[] {
    const { rng } = this.#context;
    const { mean, sigma } = this.#cma;
    const { basis, scales } = this.#eigen;
    let numbers = mean;
    for (let attempt = 0; attempt < 20; attempt++) {
      const z = scales.map((scale) => scale * rng.normal());
      numbers = mean.map((centre, i) => centre + sigma * basis[i]!.reduce((sum, value, j) => sum + value * z[j]!, 0));
      if (numbers.every((value) => value >= 0 && value <= 1)) break;
    }
    return numbers.map((value) => Math.min(1, Math.max(0, value)));
  }

  #choose(chances: readonly number[]): number {
    let left = this.#context.rng.uniform();
    for (const [index, chance] of chances.entries()) {
      left -= chance;
      if (left < 0) return index;
    }
    return chances.length - 1;
  }

  #update(generation: readonly Observation[]): void {
    const { objectives, space } = this.#context;
    const ordered =
      objectives === 1
        ? [...generation].sort(compareSingle)
        : rankAll(generation)
            .sort(compareRanked)
            .map(({ observation }) => observation);
    const ranked = ordered.map(({ point }) => ({
      numbers: this.#numeric.map(
        (i, k) => this.#drawn.get(space.key(point))?.[k] ?? (Number.isNaN(point[i]!) ? this.#cma.mean[k]! : point[i]!),
      ),
      choices: this.#categorical.map((i) => point[i]!),
    }));
    const before = this.#cma.sigma;
    updateCMA(this.#cma, this.#eigen, ranked);
    this.#drawn.clear();
    const widest = this.#cma.sigma * Math.max(0, ...this.#cma.covariance.map((row, i) => Math.sqrt(row[i]!)));
    if (this.#numeric.length > 0 && (!(widest > LEAST_STEP) || !Number.isFinite(before * this.#cma.sigma))) this.#restart();
    this.#keepMargin();
    this.#eigen = eigenbasisOf(this.#cma);
  }

  #restart(): void {
    const { rng } = this.#context;
    this.#cma = this.#fresh(
      2 * this.#cma.population,
      this.#numeric.map(() => 0.1 + 0.8 * rng.uniform()),
    );
  }

  /** Where a stepped parameter would leave its level with a chance below 1 / (population * dimensions), its mean moves to the edge. */
  #keepMargin(): void {
    const { mean, sigma, covariance, population } = this.#cma;
    const quantile = marginQuantile(1 / (population * Math.max(1, mean.length)));
    for (const [k, i] of this.#numeric.entries()) {
      const { levels } = this.#context.space.dimensions[i]!;
      if (!Number.isFinite(levels) || levels < 2) continue;
      const reach = sigma * Math.sqrt(covariance[k]![k]!) * quantile;
      const edge = Math.round(mean[k]! * levels) / levels;
      const inner = Math.min(1 - 1 / levels, Math.max(1 / levels, edge));
      const distance = mean[k]! - inner;
      if (Math.abs(distance) > reach && Math.abs(distance) <= 1 / levels)
        mean[k] = inner + Math.sign(distance) * Math.min(Math.abs(distance), Math.max(reach, 1e-6));
    }
  }
}

/** The standard normal quantile of 1 - chance, by the asymptotic series of Abramowitz and Stegun 26.2.23. */
function marginQuantile(chance: number): number {
  const t = Math.sqrt(-2 * Math.log(Math.min(0.5, chance)));
  return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}
