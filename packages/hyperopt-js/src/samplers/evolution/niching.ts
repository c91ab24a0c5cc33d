import type { Observation } from '../../trial.js';
import { compareRanked, type Ranked, rankAll } from './selection.js';

/**
 * NSGA-III's survival (Deb and Jain, 2014): whole fronts, and of the front that does not fit those trials whose reference line has
 * fewest survivors so far, nearest to the line first. Deviation: ties go to the lower trial number instead of chance, so that the
 * population follows from the told trials alone.
 */
export function surviveByNiches(candidates: readonly Observation[], size: number, references: readonly number[][]): Ranked[] {
  const ranked = rankAll(candidates).sort(compareRanked);
  if (ranked.length <= size) return ranked;
  const last = ranked[size - 1]!.rank;
  const kept = ranked.filter(({ rank }) => rank < last);
  const open = ranked.filter(({ rank }) => rank === last);
  if (open[0]!.observation.violation > 0) return ranked.slice(0, size);
  const places = associate([...kept, ...open], references);
  const counts = new Map<number, number>();
  for (const member of kept) count(counts, places.get(member)!.line);
  while (kept.length < size) {
    open.sort(
      (a, b) =>
        crowd(counts, places, a) - crowd(counts, places, b) || places.get(a)!.distance - places.get(b)!.distance || compareRanked(a, b),
    );
    const next = open.shift()!;
    count(counts, places.get(next)!.line);
    kept.push(next);
  }
  return kept;
}

type Places = Map<Ranked, { line: number; distance: number }>;

function count(counts: Map<number, number>, line: number): void {
  counts.set(line, (counts.get(line) ?? 0) + 1);
}

function crowd(counts: Map<number, number>, places: Places, member: Ranked): number {
  return counts.get(places.get(member)!.line) ?? 0;
}

/** The nearest reference line of each member, with objectives scaled from the best to the worst of the first front. */
function associate(members: readonly Ranked[], references: readonly number[][]): Places {
  const feasible = members.filter(({ observation }) => observation.violation === 0 && observation.state === 'complete');
  const front = feasible.filter(({ rank }) => rank === 0).map(({ observation }) => observation.losses);
  const ideal = front[0]!.map((_, i) => Math.min(...front.map((losses) => losses[i]!)));
  const range = front[0]!.map((_, i) => Math.max(...front.map((losses) => losses[i]!)) - ideal[i]! || 1);
  const places: Places = new Map();
  for (const member of members) {
    const scaled = member.observation.losses.map((loss, i) => (loss - ideal[i]!) / range[i]!);
    const distances = references.map((reference) => distanceToLine(scaled, reference));
    const line = distances.indexOf(Math.min(...distances));
    places.set(member, { line, distance: distances[line] ?? 0 });
  }
  return places;
}

function distanceToLine(point: readonly number[], direction: readonly number[]): number {
  const length = direction.reduce((sum, value) => sum + value * value, 0);
  const along = point.reduce((sum, value, i) => sum + value * direction[i]!, 0) / length;
  return Math.hypot(...point.map((value, i) => value - along * direction[i]!));
}
