import { Rng } from '../../rng.js';
import type { CompiledSpace, Point } from '../../space/compiled-space.js';
import type { KnownObjectives } from '../known/known-objectives.js';
import { SobolSequence } from '../qmc/sobol-sequence.js';

/** Random points of which the one nearest to the wanted known losses is taken. */
const DRAWS = 24;

/** Points for before there is a model: a scrambled Sobol sequence, or, where objectives are known, random points spread over those, or what the study's `draw` gives. */
export class StartupDesign {
  readonly #space: CompiledSpace;
  readonly #knowns: KnownObjectives;
  readonly #sequence: SobolSequence;

  constructor(space: CompiledSpace, knowns: KnownObjectives, scramble: number) {
    this.#space = space;
    this.#knowns = knowns;
    this.#sequence = new SobolSequence(knowns.count || space.dimensions.length, Rng.fromSeed(scramble));
  }

  /** Point number `index` of the design; where objectives are known one that `accepts` takes, if a few draws give one. */
  at(index: number, rng: Rng, accepts: (point: readonly number[]) => boolean): Point {
    const wanted = this.#sequence.at(index);
    if (this.#knowns.count > 0) return this.#nearest(wanted, rng, accepts);
    if (this.#space.drawn) return this.#space.sample(rng);
    const { dimensions } = this.#space;
    return this.#space.normalize(wanted.map((place, j) => (dimensions[j]!.numeric ? place : Math.floor(place * dimensions[j]!.levels))));
  }

  #nearest(wanted: readonly number[], rng: Rng, accepts: (point: readonly number[]) => boolean): Point {
    let [best, least] = [this.#space.sample(rng), Number.POSITIVE_INFINITY];
    for (let draw = 0; draw < DRAWS; draw++) {
      const point = this.#space.sample(rng);
      if (!accepts(point)) continue;
      const distance = this.#knowns.places(point).reduce((sum, place, q) => sum + (place - wanted[q]!) ** 2, 0);
      if (distance < least) [best, least] = [point, distance];
    }
    return best;
  }
}
