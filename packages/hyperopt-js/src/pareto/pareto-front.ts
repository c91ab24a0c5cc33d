import { dominates } from './dominates.js';

/**
 * Indices, ascending, of the points that no other dominates (minimising). Equal points are all kept.
 * O(n log n) for one and two objectives; beyond that each point is compared with the front so far only.
 */
export function paretoFront(losses: readonly (readonly number[])[]): number[] {
  const order = losses.map((_, index) => index).sort((a, b) => compare(losses[a]!, losses[b]!) || a - b);
  const front = (losses[0]?.length ?? 0) <= 2 ? sweep(losses, order) : filter(losses, order);
  return front.sort((a, b) => a - b);
}

/** In lexicographic order a point is on the front when its last loss is below all before it, or it equals the last taken. */
function sweep(losses: readonly (readonly number[])[], order: readonly number[]): number[] {
  const front: number[] = [];
  let last: readonly number[] | undefined;
  for (const index of order) {
    const point = losses[index]!;
    if (last && compare(point, last) !== 0 && (point.length < 2 || point[1]! >= last[1]!)) continue;
    front.push(index);
    last = point;
  }
  return front;
}

/** In lexicographic order no later point dominates an earlier one. */
function filter(losses: readonly (readonly number[])[], order: readonly number[]): number[] {
  const front: number[] = [];
  for (const index of order) {
    if (!front.some((other) => dominates(losses[other]!, losses[index]!))) front.push(index);
  }
  return front;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}
