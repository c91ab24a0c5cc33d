import { SpaceExhaustedError } from './errors.js';
import type { SamplerContext, SamplerRun } from './samplers/sampler.js';
import type { CompiledSpace, Point } from './space/compiled-space.js';

/** How often the sampler may miss before random points are tried, how often those, and up to what size a space is walked through. */
const SAMPLER_TRIES = 8;
const RANDOM_TRIES = 10_000;
const WALK_LIMIT = 200_000;
/** What `feasible` said of points of a finite space is kept up to so many: samplers look at the same ones again and again. */
const MOST_KEPT = 100_000;

/** A point to ask, and the numbers of the finished trials that it was made of. */
export interface Proposal {
  readonly point: Point;
  readonly parents: readonly number[];
}

/** Says which points may be asked, and finds one in a bounded number of tries. */
export class Proposer {
  readonly #space: CompiledSpace;
  readonly #feasible: ((params: never) => boolean) | undefined;
  readonly #asked = new Set<string>();
  readonly #judged = new Map<string, boolean>();
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
    if (!Number.isFinite(this.#space.cardinality)) return this.#feasible === undefined || this.isFeasible(this.#space.decode(point));
    const key = this.#space.key(point);
    if (this.#asked.has(key)) return false;
    return this.#feasible === undefined || this.#judge(key, point);
  }

  #judge(key: string, point: readonly number[]): boolean {
    const before = this.#judged.get(key);
    if (before !== undefined) return before;
    const judged = this.isFeasible(this.#space.decode(point));
    if (this.#judged.size >= MOST_KEPT) this.#judged.clear();
    this.#judged.set(key, judged);
    return judged;
  }

  isFeasible(params: object): boolean {
    return this.#feasible === undefined || this.#feasible(params as never) === true;
  }

  /** The sampler's point, or else a random one, or else one from walking through the space. Throws when there is none. */
  propose(run: SamplerRun, context: SamplerContext): Proposal {
    if (this.#asked.size >= this.#space.cardinality) throw this.#nothingLeft();
    for (let attempt = 0; attempt < SAMPLER_TRIES; attempt++) {
      const point = run.suggest();
      if (this.accepts(point)) return { point, parents: run.parentsOf?.(point) ?? [] };
    }
    const walkable = this.#space.cardinality <= WALK_LIMIT;
    for (let attempt = 0; attempt < (walkable ? 100 : RANDOM_TRIES); attempt++) {
      const proposal = attempt % 2 ? this.#nearFinished(context) : this.#random(context);
      if (this.accepts(proposal.point)) return proposal;
    }
    if (walkable) return { point: this.#walk(context), parents: [] };
    throw this.#nothingFound(context);
  }

  #random({ rng }: SamplerContext): Proposal {
    return { point: this.#space.sample(rng), parents: [] };
  }

  /** A finished point with about one coordinate drawn anew: where feasible points are rare, others lie near them. */
  #nearFinished(context: SamplerContext): Proposal {
    const { finished, rng } = context;
    const random = this.#random(context);
    if (finished.length === 0) return random;
    const fresh = random.point;
    const { point, number } = finished[rng.int(finished.length)]!;
    const mixed = fresh.map((coordinate, i) => (rng.uniform() * fresh.length < 1 || Number.isNaN(point[i]!) ? coordinate : point[i]!));
    for (let i = 0; i < mixed.length; i++) if (Number.isNaN(mixed[i]!)) mixed[i] = this.#space.dimensions[i]!.at(0);
    return { point: this.#space.normalize(mixed), parents: [number] };
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
    if (this.#space.drawn && this.#asked.size > 0) {
      return new SpaceExhaustedError(
        `ask: draw gave no point that was not asked before in ${RANDOM_TRIES / 2} tries (${this.#asked.size} asked so far); stop here, loosen feasible or widen the space`,
      );
    }
    const last = JSON.stringify(this.#space.decode(this.#space.sample(rng)));
    const rule = this.#feasible ? 'feasible rejected' : 'found no new point among';
    return new Error(
      `ask: ${rule} all ${SAMPLER_TRIES + RANDOM_TRIES} points tried, e.g. ${last}; loosen the rule or enqueue() a point that satisfies it`,
    );
  }
}
