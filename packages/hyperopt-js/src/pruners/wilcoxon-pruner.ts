import { normalCdf } from '../math/normal.js';
import type { Observation } from '../trial.js';
import type { Pruner, PrunerContext } from './pruner.js';

/** Options of `WilcoxonPruner`. */
export interface WilcoxonOptions {
  /** Chance of pruning a trial that is in truth as good as the best; 0.1 if left out. */
  readonly significance?: number;
  /** No pruning before so many steps are shared with the best trial; 2 if left out. */
  readonly startup?: number;
}

/**
 * For objectives that are a mean over instances or folds, one per step: prunes by Wilcoxon's signed-rank test of the losses against
 * those of the best finished trial on the same steps. One objective.
 */
export class WilcoxonPruner implements Pruner {
  readonly name = 'wilcoxon';

  constructor(readonly options: WilcoxonOptions = {}) {
    const { significance = 0.1 } = options;
    if (!(significance > 0 && significance < 1))
      throw new Error(`WilcoxonPruner: significance must be between 0 and 1, got ${significance}; use 0.1`);
  }

  prune(trial: Observation, { trials }: PrunerContext): boolean {
    const { significance = 0.1, startup = 2 } = this.options;
    const best = bestOf(trials);
    if (!best) return false;
    const there = new Map(best.reports.map(({ step, losses }) => [step, losses[0]!]));
    const differences = trial.reports.flatMap(({ step, losses }) => (there.has(step) ? [losses[0]! - there.get(step)!] : []));
    if (differences.length < startup) return false;
    const mean = differences.reduce((sum, difference) => sum + difference, 0);
    // A trial that is better on average so far is kept whatever the ranks say.
    return mean > 0 && signedRankP(differences) < significance;
  }
}

function bestOf(trials: readonly Observation[]): Observation | undefined {
  let best: Observation | undefined;
  for (const trial of trials) {
    if (trial.state !== 'complete' || trial.violation > 0) continue;
    if (!best || trial.losses[0]! < best.losses[0]!) best = trial;
  }
  return best;
}

/**
 * The one-sided p-value that differences are not above 0 (Wilcoxon, 1945). Zeros are ranked and then dropped (Pratt, 1959). Exact up
 * to 25 differences without ties or zeros, else by the normal approximation.
 */
export function signedRankP(differences: readonly number[]): number {
  const order = [...differences].sort((a, b) => Math.abs(a) - Math.abs(b));
  const ranks = midRanks(order.map(Math.abs));
  let above = 0;
  for (const [i, difference] of order.entries()) if (difference > 0) above += ranks[i]!;
  const plain = ranks.every((rank, i) => rank === i + 1 && order[i] !== 0);
  if (plain && order.length <= 25) return exactTail(order.length, above);
  const counted = ranks.filter((_, i) => order[i] !== 0);
  const mean = counted.reduce((sum, rank) => sum + rank, 0) / 2;
  const deviation = Math.sqrt(counted.reduce((sum, rank) => sum + rank * rank, 0)) / 2;
  return deviation === 0 ? 1 : 1 - normalCdf((above - mean) / deviation);
}

function midRanks(ascending: readonly number[]): number[] {
  const ranks: number[] = [];
  for (let start = 0; start < ascending.length; ) {
    let end = start;
    while (end < ascending.length && ascending[end] === ascending[start]) end++;
    for (let i = start; i < end; i++) ranks.push((start + 1 + end) / 2);
    start = end;
  }
  return ranks;
}

/** P(sum of the positive ranks >= `above`), by counting the subsets of 1..n. */
function exactTail(n: number, above: number): number {
  const most = (n * (n + 1)) / 2;
  const ways = new Float64Array(most + 1);
  ways[0] = 1;
  for (let rank = 1; rank <= n; rank++) for (let sum = most; sum >= rank; sum--) ways[sum]! += ways[sum - rank]!;
  return ways.slice(Math.ceil(above)).reduce((total, count) => total + count, 0) / 2 ** n;
}
