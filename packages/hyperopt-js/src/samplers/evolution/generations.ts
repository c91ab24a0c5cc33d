import type { Observation } from '../../trial.js';
import type { Ranked } from './selection.js';

/** Keeps the best `size` of a population and its children; ranked as they will compete for being parents. */
export type Survival = (candidates: readonly Observation[], size: number) => Ranked[];

/**
 * A population renewed each time as many trials as it holds have been told, in the order told. It follows from the told trials
 * alone, so nothing of it needs saving.
 */
export class Generations {
  readonly #size: number;
  readonly #survive: Survival;
  #parents: readonly Ranked[] = [];
  #children: Observation[] = [];
  #seen = 0;

  constructor(size: number, survive: Survival) {
    this.#size = size;
    this.#survive = survive;
  }

  /** The parents after the trials told so far; empty in the first generation. */
  parents(finished: readonly Observation[]): readonly Ranked[] {
    for (; this.#seen < finished.length; this.#seen++) {
      const observation = finished[this.#seen]!;
      if (observation.state !== 'complete') continue;
      this.#children.push(observation);
      if (this.#children.length < this.#size) continue;
      this.#parents = this.#survive([...this.#parents.map((parent) => parent.observation), ...this.#children], this.#size);
      this.#children = [];
    }
    return this.#parents;
  }
}
