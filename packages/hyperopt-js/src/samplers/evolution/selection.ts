import { nonDominatedRanks } from '../../pareto/non-dominated-ranks.js';
import type { Observation } from '../../trial.js';

/** Members of a population with their place in the order of constraint domination. */
export interface Ranked {
  readonly observation: Observation;
  readonly rank: number;
  /** Crowding distance within the rank: larger is lonelier. */
  readonly crowding: number;
}

/** Lower rank first, then lonelier (Deb et al., 2002, section III-C). */
export function compareRanked(a: Ranked, b: Ranked): number {
  return a.rank - b.rank || b.crowding - a.crowding || a.observation.number - b.observation.number;
}

/**
 * Ranks by constraint domination (Deb et al., 2002, section VI): feasible trials by fronts, infeasible ones behind them by
 * violation, pruned and failed ones last.
 */
export function rankAll(observations: readonly Observation[]): Ranked[] {
  const feasible = observations.filter(({ state, violation }) => state === 'complete' && violation === 0);
  const infeasible = observations
    .filter(({ state, violation }) => state === 'complete' && violation > 0)
    .sort((a, b) => a.violation - b.violation);
  const others = observations.filter(({ state }) => state !== 'complete');
  const ranks = nonDominatedRanks(feasible.map(({ losses }) => losses));
  const fronts: Observation[][] = [];
  for (const [i, observation] of feasible.entries()) {
    fronts[ranks[i]!] ??= [];
    fronts[ranks[i]!]!.push(observation);
  }
  const ranked = fronts.flatMap((front, rank) => withCrowding(front, rank));
  const behind = [...infeasible, ...others].map((observation, i) => ({ observation, rank: fronts.length + i, crowding: 0 }));
  return [...ranked, ...behind];
}

function withCrowding(front: readonly Observation[], rank: number): Ranked[] {
  const crowding = crowdingDistances(front.map(({ losses }) => losses));
  return front.map((observation, i) => ({ observation, rank, crowding: crowding[i]! }));
}

/** The crowding distance of each point of a front: the sum over objectives of the gap between its neighbours, Infinity at the ends. */
export function crowdingDistances(losses: readonly (readonly number[])[]): number[] {
  const distances = new Array<number>(losses.length).fill(0);
  for (let objective = 0; objective < (losses[0]?.length ?? 0); objective++) {
    const order = [...losses.keys()].sort((a, b) => losses[a]![objective]! - losses[b]![objective]!);
    const range = losses[order.at(-1)!]![objective]! - losses[order[0]!]![objective]!;
    distances[order[0]!] = distances[order.at(-1)!] = Number.POSITIVE_INFINITY;
    for (let i = 1; i + 1 < order.length && range > 0; i++) {
      distances[order[i]!]! += (losses[order[i + 1]!]![objective]! - losses[order[i - 1]!]![objective]!) / range;
    }
  }
  return distances;
}
