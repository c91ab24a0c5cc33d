import { paretoFront } from './pareto-front.js';

/**
 * The non-domination rank of each point (0 is the front, 1 the front without rank 0, ...), minimising. O(n log n) for two objectives.
 * @param enough stop once this many points have a rank; the others get the next rank together.
 */
export function nonDominatedRanks(losses: readonly (readonly number[])[], enough = losses.length): number[] {
  return losses[0]?.length === 2 ? ranksOfTwo(losses) : peel(losses, enough);
}

/**
 * Jensen (2003): in lexicographic order the rank of a point is the first front whose lowest second loss is above it.
 * Those lowest losses ascend with the rank, so the front is found by bisection.
 */
function ranksOfTwo(losses: readonly (readonly number[])[]): number[] {
  const order = losses.map((_, index) => index).sort((a, b) => losses[a]![0]! - losses[b]![0]! || losses[a]![1]! - losses[b]![1]!);
  const ranks = new Array<number>(losses.length).fill(0);
  const lowest: number[] = [];
  let previous = -1;
  for (const index of order) {
    const [first, second] = losses[index] as [number, number];
    const same = previous >= 0 && losses[previous]![0] === first && losses[previous]![1] === second;
    const rank = same ? ranks[previous]! : firstAbove(lowest, second);
    ranks[index] = rank;
    lowest[rank] = second;
    previous = index;
  }
  return ranks;
}

function firstAbove(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function peel(losses: readonly (readonly number[])[], enough: number): number[] {
  const ranks = new Array<number>(losses.length).fill(0);
  let left = losses.map((_, index) => index);
  for (let rank = 0; left.length > 0; rank++) {
    const done = losses.length - left.length >= enough;
    const front = done ? left.map((_, place) => place) : paretoFront(left.map((index) => losses[index]!));
    for (const place of front) ranks[left[place]!] = rank;
    const taken = new Set(front);
    left = left.filter((_, place) => !taken.has(place));
  }
  return ranks;
}
