import { paretoFront } from './pareto-front.js';

/**
 * The exact hypervolume: the volume dominated by `losses` (minimising) within the box below `reference`. A point that is not
 * below the reference in every objective adds nothing. One and two objectives by sweeping; more by the exclusive volumes of
 * While, Bradstreet and Barone, "A Fast Way of Calculating Exact Hypervolumes" (2012), quick for up to four objectives.
 */
export function hypervolume(losses: readonly (readonly number[])[], reference: readonly number[]): number {
  const wrong = losses.find((point) => point.length !== reference.length);
  if (wrong)
    throw new Error(
      `hypervolume: points and reference must have as many objectives, got ${wrong.length} and ${reference.length}; give both alike`,
    );
  const inside = losses.filter((point) => point.every((loss, i) => loss < reference[i]!));
  return volumeOfFront(distinctFront(inside), reference);
}

function distinctFront(losses: readonly (readonly number[])[]): (readonly number[])[] {
  const seen = new Set<string>();
  return paretoFront(losses)
    .map((index) => losses[index]!)
    .filter((point) => {
      const key = point.join();
      return !seen.has(key) && seen.add(key);
    });
}

function volumeOfFront(front: (readonly number[])[], reference: readonly number[]): number {
  if (front.length === 0) return 0;
  if (reference.length === 1) return reference[0]! - front[0]![0]!;
  if (reference.length === 2) return area(front, reference);
  // Worst last objective first: the limited fronts then lose an objective's worth of points soonest.
  const ordered = [...front].sort((a, b) => b.at(-1)! - a.at(-1)!);
  return ordered.reduce((sum, point, index) => sum + exclusiveVolume(point, ordered, index, reference), 0);
}

/** What `front[index]` dominates and no later point of the front does. */
function exclusiveVolume(point: readonly number[], front: (readonly number[])[], index: number, reference: readonly number[]): number {
  const box = point.reduce((product, loss, i) => product * (reference[i]! - loss), 1);
  const limited: number[][] = [];
  for (let later = index + 1; later < front.length; later++) limited.push(front[later]!.map((loss, i) => Math.max(loss, point[i]!)));
  return box - volumeOfFront(distinctFront(limited), reference);
}

function area(front: (readonly number[])[], reference: readonly number[]): number {
  const ordered = [...front].sort((a, b) => a[0]! - b[0]!);
  let sum = 0;
  let ceiling = reference[1]!;
  for (const [first, second] of ordered as [number, number][]) {
    sum += (reference[0]! - first) * (ceiling - second);
    ceiling = second;
  }
  return sum;
}
