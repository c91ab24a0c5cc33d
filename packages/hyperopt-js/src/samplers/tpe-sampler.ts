import type { Point } from '../space/compiled-space.js';
import type { Observation } from '../trial.js';
import { KnownScreen } from './known/known-screen.js';
import type { Sampler, SamplerContext, SamplerRun } from './sampler.js';
import { ParzenEstimator, type ParzenShape } from './tpe/parzen-estimator.js';
import { compareSingle, selectMulti } from './tpe/split.js';

/** Options of `TPESampler`. */
export interface TPEOptions {
  readonly seed?: number;
  /** Random trials before the model is used; 10 if left out. */
  readonly startup?: number;
  /** Candidates drawn per suggestion; 24 if left out. */
  readonly candidates?: number;
  /** Model parameters jointly (true if left out) or each by itself. */
  readonly multivariate?: boolean;
}

/** Most kernels in the density of the trials that are not good. */
const OTHERS = 192;
/** Suggestions of which one is kept where objectives are known. */
const SCREENED = 8;

const SHAPE: ParzenShape = { width: 0.2, prior: 1 };

/**
 * Tree-structured Parzen estimator (Bergstra et al., 2011; multivariate as in Falkner et al., 2018): models the good trials
 * and the others by two densities and suggests the candidate, drawn from the good one, with the highest ratio. Several
 * objectives by fronts and hypervolume, constraints by violation; running trials count as not good, which spreads a batch.
 */
export class TPESampler implements Sampler {
  readonly name = 'tpe';
  readonly seed: number | undefined;

  constructor(readonly options: TPEOptions = {}) {
    this.seed = options.seed;
    for (const [key, value] of Object.entries({ startup: options.startup ?? 10, candidates: options.candidates ?? 24 })) {
      if (!Number.isSafeInteger(value) || value < 1)
        throw new Error(`TPESampler: ${key} must be a positive integer, got ${value}; leave it out for the default`);
    }
  }

  start(context: SamplerContext): SamplerRun {
    return new TPERun(context, this.options);
  }
}

class TPERun implements SamplerRun {
  readonly #context: SamplerContext;
  readonly #options: Required<Omit<TPEOptions, 'seed'>>;
  /** Usable finished trials; from best to worst where there is one objective. */
  readonly #usable: Observation[] = [];
  readonly #screen: KnownScreen | undefined;
  #seen = 0;

  constructor(context: SamplerContext, options: TPEOptions) {
    this.#context = context;
    this.#screen = KnownScreen.of(context);
    this.#options = { startup: 10, candidates: 24, multivariate: true, ...options };
  }

  suggest(): Point {
    this.#update();
    const { space, rng } = this.#context;
    if (this.#usable.length < this.#options.startup) return space.sample(rng);
    const [good, other] = this.#split();
    const draw = this.#options.multivariate ? this.#jointly(good, other) : (): Point => this.#oneByOne(good, other);
    return this.#screen?.best(SCREENED, draw) ?? draw();
  }

  #oneByOne(good: readonly Point[], other: readonly Point[]): Point {
    const { space } = this.#context;
    const point: Point = new Array<number>(space.dimensions.length).fill(Number.NaN);
    for (let place = 0; place < point.length; place++) {
      if (!space.active(point, place)) continue;
      const here = (points: readonly Point[]): Point[] => points.filter((other) => !Number.isNaN(other[place]!));
      point[place] = this.#best(this.#densities(here(good), here(other), [place]), [place])[place]!;
    }
    return space.normalize(point);
  }

  /** Sorts trials told since the last time into the list. */
  #update(): void {
    const { finished, objectives } = this.#context;
    for (; this.#seen < finished.length; this.#seen++) {
      const observation = finished[this.#seen]!;
      if (observation.state === 'failed') continue;
      if (objectives > 1 && observation.state !== 'complete') continue;
      if (objectives > 1) this.#usable.push(observation);
      else this.#usable.splice(insertionPlace(this.#usable, observation), 0, observation);
    }
  }

  #split(): [good: Point[], other: Point[]] {
    const { objectives, running } = this.#context;
    const count = Math.min(25, Math.ceil(0.1 * this.#usable.length));
    const pending = [...running.values()].map(({ point }) => point);
    if (objectives === 1) {
      return [this.#usable.slice(0, count).map(({ point }) => point), [...spread(this.#usable, count), ...pending]];
    }
    const chosen = selectMulti(this.#usable, count);
    const rest = this.#usable.filter((observation) => !chosen.has(observation));
    return [[...chosen].map(({ point }) => point), [...spread(rest, 0), ...pending]];
  }

  #jointly(good: readonly Point[], other: readonly Point[]): () => Point {
    const places = this.#context.space.dimensions.map((_, place) => place);
    const densities = this.#densities(good, other, places);
    return () => this.#best(densities, places);
  }

  #densities(good: readonly Point[], other: readonly Point[], places: readonly number[]): readonly [ParzenEstimator, ParzenEstimator] {
    const { dimensions } = this.#context.space;
    return [new ParzenEstimator(dimensions, places, good, SHAPE), new ParzenEstimator(dimensions, places, other, SHAPE)];
  }

  #best([better, worse]: readonly [ParzenEstimator, ParzenEstimator], places: readonly number[]): Point {
    const { space, rng } = this.#context;
    const whole = places.length === space.dimensions.length;
    let best: Point | undefined;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#options.candidates; i++) {
      const candidate: Point = new Array<number>(space.dimensions.length).fill(Number.NaN);
      better.sample(rng, candidate);
      if (whole) space.normalize(candidate);
      const score = better.logDensity(candidate) - worse.logDensity(candidate);
      if (best && (score <= highest || (whole && !this.#context.accepts(candidate)))) continue;
      if (whole && !best && !this.#context.accepts(candidate)) continue;
      [best, highest] = [candidate, score];
    }
    return best ?? space.sample(rng);
  }
}

/** At most `OTHERS` points of the list from `start` on, evenly spread: beyond some hundreds more kernels change the density little. */
function spread(list: readonly Observation[], start: number): Point[] {
  const size = list.length - start;
  const taken = Math.min(OTHERS, size);
  return Array.from({ length: taken }, (_, i) => list[start + Math.floor((i * size) / taken)]!.point);
}

function insertionPlace(ordered: readonly Observation[], observation: Observation): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareSingle(ordered[middle]!, observation) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
