import { nonDominatedRanks } from '../pareto/non-dominated-ranks.js';
import { crowdingDistances } from '../samplers/evolution/selection.js';
import type { Observation } from '../trial.js';
import type { Pruner, PrunerContext } from './pruner.js';
import { checkRungs, rungReached, stepOf } from './rungs.js';

/** Options of `SuccessiveHalvingPruner`. */
export interface SuccessiveHalvingOptions {
  /** Step of the first rung; 1 if left out. */
  readonly first?: number;
  /** The best 1 / factor go on to the next rung, `factor` times as far; 4 if left out. */
  readonly factor?: number;
}

/**
 * Asynchronous successive halving (Li et al., "ASHA", 2020): at each rung a trial goes on when it is among the best 1 / factor of
 * those that reached it, itself included. Several objectives are ranked by fronts, the loneliest of a front first (Schmucker et
 * al., "Multi-objective ASHA", 2021).
 */
export class SuccessiveHalvingPruner implements Pruner {
  readonly name = 'successive-halving';
  readonly #rungs: { first: number; factor: number };

  constructor(readonly options: SuccessiveHalvingOptions = {}) {
    this.#rungs = { first: options.first ?? 1, factor: options.factor ?? 4 };
    checkRungs('SuccessiveHalvingPruner', this.#rungs);
  }

  prune(trial: Observation, { trials }: PrunerContext): boolean {
    return pruneAtRung(trial, trials, this.#rungs);
  }
}

/** Whether the newest report brings `trial` to a rung where it is not among the best 1 / factor of `trials`. */
export function pruneAtRung(trial: Observation, trials: readonly Observation[], rungs: { first: number; factor: number }): boolean {
  const { step } = trial.reports.at(-1)!;
  const rung = rungReached(rungs, step, trial.reports.at(-2)?.step ?? 0);
  if (rung < 0) return false;
  const at = stepOf(rungs, rung);
  const there: { own: boolean; losses: readonly number[] }[] = [];
  for (const other of trials) {
    const losses = other.reports.find((report) => report.step >= at)?.losses;
    if (losses) there.push({ own: other.number === trial.number, losses });
  }
  const places = placesOf(there.map(({ losses }) => losses));
  const place = places[there.findIndex(({ own }) => own)]!;
  return place >= Math.max(1, Math.floor(there.length / rungs.factor));
}

/** The place, from 0, of each point: by loss, or by front and then crowding. */
function placesOf(losses: readonly (readonly number[])[]): number[] {
  const ranks = losses[0]!.length === 1 ? losses.map((point) => point[0]!) : nonDominatedRanks(losses);
  const crowding = losses[0]!.length === 1 ? losses.map(() => 0) : crowdingWithin(losses, ranks);
  return losses.map((_, i) =>
    losses.reduce(
      (before, _other, j) => before + (ranks[j]! < ranks[i]! || (ranks[j] === ranks[i] && crowding[j]! > crowding[i]!) ? 1 : 0),
      0,
    ),
  );
}

function crowdingWithin(losses: readonly (readonly number[])[], ranks: readonly number[]): number[] {
  const out = new Array<number>(losses.length).fill(0);
  for (const rank of new Set(ranks)) {
    const members = [...losses.keys()].filter((i) => ranks[i] === rank);
    const distances = crowdingDistances(members.map((i) => losses[i]!));
    for (const [place, i] of members.entries()) out[i] = distances[place]!;
  }
  return out;
}
