import { hypervolume } from './hypervolume.js';

/**
 * Indices of `count` of the points that together dominate much hypervolume, greedily: each time the one that adds most.
 * The reference is a tenth of the range beyond the worst of the points. The greedy choice reaches at least 1 - 1/e of the best
 * (Nemhauser et al., 1978); gains only shrink as points are added, so stale ones are upper bounds and most need no update.
 */
export function hypervolumeSubset(losses: readonly (readonly number[])[], count: number): number[] {
  if (count >= losses.length) return losses.map((_, index) => index);
  const reference = referenceOf(losses);
  const gains = losses.map((point) => hypervolume([point], reference));
  const chosen: number[] = [];
  const taken: (readonly number[])[] = [];
  const free = new Set(losses.keys());
  let volume = 0;
  while (chosen.length < count) {
    const order = [...free].sort((a, b) => gains[b]! - gains[a]! || a - b);
    let best = order[0]!;
    let bestGain = Number.NEGATIVE_INFINITY;
    for (const index of order) {
      if (gains[index]! <= bestGain) break;
      gains[index] = hypervolume([...taken, losses[index]!], reference) - volume;
      if (gains[index]! > bestGain) [best, bestGain] = [index, gains[index]!];
    }
    chosen.push(best);
    taken.push(losses[best]!);
    free.delete(best);
    volume += bestGain;
  }
  return chosen;
}

/** A tenth of the range beyond the worst of each objective. */
export function referenceOf(losses: readonly (readonly number[])[]): number[] {
  return losses[0]!.map((_, i) => {
    const column = losses.map((point) => point[i]!);
    const worst = Math.max(...column);
    const range = worst - Math.min(...column);
    return worst + (range > 0 ? 0.1 * range : 1);
  });
}
