import type { Observation } from '../trial.js';
import type { Pruner, PrunerContext } from './pruner.js';
import { checkRungs } from './rungs.js';
import { promotableAtRungs, pruneAtRung } from './successive-halving-pruner.js';

/** Options of `HyperbandPruner`. */
export interface HyperbandOptions {
  /** The last step that a trial can reach. */
  readonly last: number;
  /** The first step at which a trial may be pruned; 1 if left out. */
  readonly first?: number;
  /** The best 1 / factor go on; 3 if left out. */
  readonly factor?: number;
}

/**
 * Hyperband (Li et al., 2018) over asynchronous successive halving: trials are dealt to brackets that begin to prune later and later,
 * in proportion to how many trials each bracket starts, and compete within their bracket.
 */
export class HyperbandPruner implements Pruner {
  readonly name = 'hyperband';
  readonly #first: number;
  readonly #factor: number;
  /** Bracket of each trial number, over one round. */
  readonly #deal: readonly number[];

  constructor(readonly options: HyperbandOptions) {
    const { last, first = 1, factor = 3 } = options;
    checkRungs('HyperbandPruner', { first, factor });
    if (!(last >= first))
      throw new Error(
        `HyperbandPruner: last must not be before first, got last ${last}, first ${first}; give the last step of a whole trial`,
      );
    this.#first = first;
    this.#factor = factor;
    // The small term is against floor(log(1000) / log(10)) being 2.
    const most = Math.floor(Math.log(last / first) / Math.log(factor) + 1e-9);
    this.#deal = dealBrackets(most, factor);
  }

  /** The bracket of a trial; bracket 0 prunes from the first step on. */
  bracketOf(number: number): number {
    return this.#deal[number % this.#deal.length]!;
  }

  prune(trial: Observation, { trials }: PrunerContext): boolean {
    const bracket = this.bracketOf(trial.number);
    return pruneAtRung(trial, this.#rivalsIn(bracket, trials), this.#rungsOf(bracket));
  }

  promotable({ trials }: PrunerContext): readonly number[] {
    const brackets = [...new Set(this.#deal)].sort((a, b) => a - b);
    return brackets.flatMap((bracket) => promotableAtRungs(this.#rivalsIn(bracket, trials), this.#rungsOf(bracket)));
  }

  #rivalsIn(bracket: number, trials: PrunerContext['trials']): PrunerContext['trials'] {
    return trials.filter(({ number }) => this.bracketOf(number) === bracket);
  }

  #rungsOf(bracket: number): { first: number; factor: number } {
    return { first: this.#first * this.#factor ** bracket, factor: this.#factor };
  }
}

/** One round of brackets 0 to `most`, each as often as Hyperband starts trials in it, dealt evenly. */
function dealBrackets(most: number, factor: number): number[] {
  const counts = Array.from({ length: most + 1 }, (_, bracket) =>
    Math.ceil(((most + 1) * factor ** (most - bracket)) / (most - bracket + 1)),
  );
  const places = counts.flatMap((count, bracket) => Array.from({ length: count }, (_, i) => ({ bracket, at: (i + 0.5) / count })));
  return places.sort((a, b) => a.at - b.at || a.bracket - b.bracket).map(({ bracket }) => bracket);
}
