import { SpaceExhaustedError } from './errors.js';
import type { SamplerContext, SamplerRun } from './samplers/sampler.js';
import type { CompiledSpace, Point } from './space/compiled-space.js';

/** How often the sampler may miss before random points are tried, how often those, and up to what size a space is walked through. */
const SAMPLER_TRIES = 8;
const RANDOM_TRIES = 10_000;
const WALK_LIMIT = 200_000;

/** Says which points may be asked, and finds one in a bounded number of tries. */
export class Proposer {
  readonly #space: CompiledSpace;
  readonly #feasible: ((params: never) => boolean) | undefined;
  readonly #asked = new Set<string>();
  /** What is left of a finite space, in order, once random tries no longer find anything new. */
  #remaining: Point[] | undefined;

  constructor(space: CompiledSpace, feasible: ((params: never) => boolean) | undefined) {
    this.#space = space;
    this.#feasible = feasible;
  }

  /** Remembers a point of a finite space, so that it is not asked again. */
  remember(point: readonly number[]): void {
    if (Number.isFinite(this.#space.cardinality)) this.#asked.add(this.#space.key(point));
  }

  accepts(point: readonly number[]): boolean {
    if (this.#asked.size > 0 && this.#asked.has(this.#space.key(point))) return false;
    return this.#feasible === undefined || this.isFeasible(this.#space.decode(point));
  }

  isFeasible(params: object): boolean {
    return this.#feasible === undefined || this.#feasible(params as never) === true;
  }

  /** The sampler's point, or else a random one, or else one from walking through the space. Throws when there is none. */
  propose(run: SamplerRun, context: SamplerContext): Point {
    if (this.#asked.size >= this.#space.cardinality) throw this.#nothingLeft();
    for (let attempt = 0; attempt < SAMPLER_TRIES; attempt++) {
      const point = run.suggest();
      if (this.accepts(point)) return point;
    }
    const walkable = this.#space.cardinality <= WALK_LIMIT;
    for (let attempt = 0; attempt < (walkable ? 100 : RANDOM_TRIES); attempt++) {
      const point = attempt % 2 ? this.#nearFinished(context) : this.#space.sample(context.rng);
      if (this.accepts(point)) return point;
    }
    if (walkable) return this.#walk(context);
    throw this.#nothingFound(context);
  }

  /** A finished point with about one coordinate drawn anew: where feasible points are rare, others lie near them. */
  #nearFinished({ finished, rng }: SamplerContext): Point {
    const fresh = this.#space.sample(rng);
    if (finished.length === 0) return fresh;
    const { point } = finished[rng.int(finished.length)]!;
    const mixed = fresh.map((coordinate, i) => (rng.uniform() * fresh.length < 1 || Number.isNaN(point[i]!) ? coordinate : point[i]!));
    for (let i = 0; i < mixed.length; i++) if (Number.isNaN(mixed[i]!)) mixed[i] = this.#space.dimensions[i]!.at(0);
    return this.#space.normalize(mixed);
  }

  #walk({ rng }: SamplerContext): Point {
    const before = this.#remaining ?? [...this.#space.enumerate()];
    this.#remaining = before.filter((point) => this.accepts(point));
    if (this.#remaining.length === 0) throw this.#nothingLeft();
    return this.#remaining[rng.int(this.#remaining.length)]!;
  }

  #nothingLeft(): Error {
    const { cardinality } = this.#space;
    if (this.#feasible === undefined)
      return new SpaceExhaustedError(`ask: all ${cardinality} points of the space have been asked; stop here or widen the space`);
    if (this.#asked.size === 0)
      return new Error(`ask: feasible rejected all ${cardinality} points of the space; loosen the rule or widen the space`);
    return new SpaceExhaustedError(
      `ask: every feasible one of the ${cardinality} points has been asked (${this.#asked.size} so far); stop here, loosen feasible or widen the space`,
    );
  }

  #nothingFound({ rng }: SamplerContext): Error {
    const last = JSON.stringify(this.#space.decode(this.#space.sample(rng)));
    const rule = this.#feasible ? 'feasible rejected' : 'found no new point among';
    return new Error(
      `ask: ${rule} all ${SAMPLER_TRIES + RANDOM_TRIES} points tried, e.g. ${last}; loosen the rule or enqueue() a point that satisfies it`,
    );
  }
}
