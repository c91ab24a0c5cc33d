import type { Point } from '../../space/compiled-space.js';
import type { Observation } from '../../trial.js';
import { KnownScreen } from '../known/known-screen.js';
import type { SamplerContext, SamplerRun } from '../sampler.js';
import { Generations, type Survival } from './generations.js';
import { compareRanked, type Ranked } from './selection.js';
import { crossover, mutate } from './variation.js';

/** Chance of crossing two parents rather than mutating one. */
const CROSSOVER_RATE = 0.9;
/** Children of which one is kept where objectives are known. */
const SCREENED = 8;

/** Tournaments, crossover and mutation over generations; what differs between NSGA-II and NSGA-III is who survives. */
export class GeneticRun implements SamplerRun {
  readonly #context: SamplerContext;
  readonly #generations: Generations;
  readonly #screen: KnownScreen | undefined;
  /** The parents whose keys are held, against children that are their copies. */
  #keyed: readonly Ranked[] = [];
  #keys = new Set<string>();
  readonly #parents = new WeakMap<Point, readonly number[]>();

  constructor(context: SamplerContext, size: number, survive: Survival) {
    this.#context = context;
    this.#screen = KnownScreen.of(context);
    this.#generations = new Generations(size, survive);
  }

  suggest(): Point {
    const { space, rng, finished } = this.#context;
    const parents = this.#generations.parents(finished);
    if (parents.length === 0) return space.sample(rng);
    if (parents !== this.#keyed) {
      this.#keyed = parents;
      this.#keys = new Set(parents.map(({ observation }) => space.key(observation.point)));
    }
    return this.#screen?.best(SCREENED, () => this.#fresh(parents)) ?? this.#fresh(parents);
  }

  parentsOf(point: Point): readonly number[] {
    return this.#parents.get(point) ?? [];
  }

  /** A child that is no parent's copy, where a few tries find one. */
  #fresh(parents: readonly Ranked[]): Point {
    const { space } = this.#context;
    let child = this.#child(parents);
    for (let attempt = 0; attempt < 10 && this.#keys.has(space.key(child)); attempt++) child = this.#child(parents);
    return child;
  }

  #child(parents: readonly Ranked[]): Point {
    const { space, rng } = this.#context;
    const first = this.#tournament(parents);
    const crosses = rng.uniform() < CROSSOVER_RATE;
    const second = crosses ? this.#tournament(parents) : first;
    const point = crosses ? crossover(first.point, second.point, space, rng) : first.point;
    const child = mutate(point, space, rng, 1 / space.dimensions.length);
    this.#parents.set(child, second === first ? [first.number] : [first.number, second.number]);
    return child;
  }

  #tournament(parents: readonly Ranked[]): Observation {
    const { rng } = this.#context;
    const [a, b] = [parents[rng.int(parents.length)]!, parents[rng.int(parents.length)]!];
    return (compareRanked(a, b) <= 0 ? a : b).observation;
  }
}
