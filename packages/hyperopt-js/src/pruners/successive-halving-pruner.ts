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

  promotable({ trials }: PrunerContext): readonly number[] {
    return promotableAtRungs(trials, this.#rungs);
  }
}

/** Whether the newest report brings `trial` to a rung where it is not among the best 1 / factor of `trials`. */
export function pruneAtRung(trial: Observation, trials: readonly Observation[], rungs: { first: number; factor: number }): boolean {
  const { step } = trial.reports.at(-1)!;
  const rung = rungReached(rungs, step, trial.reports.at(-2)?.step ?? 0);
  return rung >= 0 && !bestAt(stepOf(rungs, rung), trials, rungs.factor).includes(trial.number);
}

/**
 * The trials that were pruned at a rung where they are among the best 1 / factor by now, since others have come: from the highest rung down, the best of
 * each first (Li et al. 2020, algorithm 2, `get_job`).
 */
export function promotableAtRungs(trials: readonly Observation[], rungs: { first: number; factor: number }): readonly number[] {
  const stoppedAt = new Map<number, number[]>();
  for (const { number, state, reports } of trials) {
    if (state !== 'pruned') continue;
    const rung = rungReached(rungs, reports.at(-1)?.step ?? 0, 0);
    if (rung >= 0) stoppedAt.set(rung, [...(stoppedAt.get(rung) ?? []), number]);
  }
  return [...stoppedAt.keys()]
    .sort((a, b) => b - a)
    .flatMap((rung) => {
      const stopped = new Set(stoppedAt.get(rung));
      return bestAt(stepOf(rungs, rung), trials, rungs.factor).filter((number) => stopped.has(number));
    });
}

/** Numbers of the best 1 / factor of those that came as far as `step`, at least one, best first. Equals go together. */
function bestAt(step: number, trials: readonly Observation[], factor: number): readonly number[] {
  const there: { number: number; losses: readonly number[] }[] = [];
  for (const { number, reports } of trials) {
    const losses = reports.find((report) => report.step >= step)?.losses;
    if (losses) there.push({ number, losses });
  }
  if (there.length === 0) return [];
  const places = placesOf(there.map(({ losses }) => losses));
  const most = Math.max(1, Math.floor(there.length / factor));
  const best = [...there.keys()].filter((i) => places[i]! < most);
  return best.sort((a, b) => places[a]! - places[b]!).map((i) => there[i]!.number);
}

/** The place, from 0, of each point: by loss, or by front and then crowding. Equals share one. */
function placesOf(losses: readonly (readonly number[])[]): number[] {
  const ranks = losses[0]!.length === 1 ? losses.map((point) => point[0]!) : nonDominatedRanks(losses);
  const crowding = losses[0]!.length === 1 ? losses.map(() => 0) : crowdingWithin(losses, ranks);
  const order = [...losses.keys()].sort((a, b) => ranks[a]! - ranks[b]! || crowding[b]! - crowding[a]! || 0);
  const places = new Array<number>(losses.length).fill(0);
  for (const [place, i] of order.entries()) {
    const before = order[place - 1];
    const equal = before !== undefined && ranks[before] === ranks[i] && crowding[before] === crowding[i];
    places[i] = equal ? places[before]! : place;
  }
  return places;
}

function crowdingWithin(losses: readonly (readonly number[])[], ranks: readonly number[]): number[] {
  const members = new Map<number, number[]>();
  for (const [i, rank] of ranks.entries()) {
    const known = members.get(rank);
    if (known) known.push(i);
    else members.set(rank, [i]);
  }
  const out = new Array<number>(losses.length).fill(0);
  for (const front of members.values()) {
    const distances = crowdingDistances(front.map((i) => losses[i]!));
    for (const [place, i] of front.entries()) out[i] = distances[place]!;
  }
  return out;
}
