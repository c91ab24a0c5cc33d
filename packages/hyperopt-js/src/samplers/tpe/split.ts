import { hypervolumeSubset } from '../../pareto/hypervolume-subset.js';
import { nonDominatedRanks } from '../../pareto/non-dominated-ranks.js';
import type { Observation } from '../../trial.js';

/**
 * Orders observations from best to worst: feasible complete trials by loss, then pruned ones by how far they came and their
 * last loss, then infeasible ones by violation (Watanabe, "c-TPE", 2022). Failed trials are last. One objective only.
 */
export function compareSingle(a: Observation, b: Observation): number {
  return group(a) - group(b) || within(a, b) || a.number - b.number;
}

function group({ state, violation }: Observation): number {
  if (state === 'failed') return 3;
  if (violation > 0) return 2;
  return state === 'pruned' ? 1 : 0;
}

function within(a: Observation, b: Observation): number {
  if (a.violation > 0) return a.violation - b.violation;
  if (a.state === 'complete') return a.losses[0]! - b.losses[0]!;
  const [last, other] = [a.reports.at(-1), b.reports.at(-1)];
  if (!last || !other) return last ? -1 : other ? 1 : 0;
  return other.step - last.step || last.losses[0]! - other.losses[0]!;
}

/**
 * The `count` best of several objectives: feasible trials front by front, the front that does not fit whole by greedy
 * hypervolume subset selection (Ozaki et al., "Multiobjective TPE", 2020); then infeasible ones by violation.
 */
export function selectMulti(observations: readonly Observation[], count: number): Set<Observation> {
  const complete = observations.filter(({ state }) => state === 'complete');
  const feasible = complete.filter(({ violation }) => violation === 0);
  const chosen = new Set<Observation>();
  if (feasible.length <= count) for (const observation of feasible) chosen.add(observation);
  else fillByFronts(feasible, count, chosen);
  const rest = complete.filter(({ violation }) => violation > 0).sort((a, b) => a.violation - b.violation);
  for (const observation of rest.slice(0, Math.max(0, count - chosen.size))) chosen.add(observation);
  return chosen;
}

function fillByFronts(feasible: readonly Observation[], count: number, chosen: Set<Observation>): void {
  const ranks = nonDominatedRanks(
    feasible.map(({ losses }) => losses),
    count,
  );
  for (let rank = 0; chosen.size < count; rank++) {
    const front = feasible.filter((_, index) => ranks[index] === rank);
    const room = count - chosen.size;
    if (front.length <= room) for (const observation of front) chosen.add(observation);
    else {
      const picked = hypervolumeSubset(
        front.map(({ losses }) => losses),
        room,
      );
      for (const index of picked) chosen.add(front[index]!);
    }
  }
}
