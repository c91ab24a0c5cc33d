import { nonDominatedRanks } from '../../pareto/non-dominated-ranks.js';
import type { Row } from './rows.js';

/** Indices, ascending, of the at most `limit` rows that a model is of: the best ones, and a spread of the others. */
export function chooseMembers(rows: readonly Row[], limit: number): number[] {
  const all = [...rows.keys()];
  if (all.length <= limit) return all;
  const ranks = nonDominatedRanks(rows.map(({ violation, losses }) => (violation > 0 ? losses.map(() => violation) : losses)));
  const infeasible = (index: number): number => Number(rows[index]!.violation > 0);
  const byRank = all.sort((a, b) => infeasible(a) - infeasible(b) || ranks[a]! - ranks[b]! || a - b);
  const half = limit >> 1;
  const rest = byRank.slice(half);
  const spread = Array.from({ length: limit - half }, (_, i) => rest[Math.floor((i * rest.length) / (limit - half))]!);
  return [...byRank.slice(0, half), ...spread].sort((a, b) => a - b);
}
