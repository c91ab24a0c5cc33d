/** A box of losses, open to below where `lower` is -Infinity. */
export interface Box {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/**
 * Cuts the region that `front` does not dominate, below `reference`, into disjoint boxes: slices along the last objective, each
 * cut further by the points at or below it. With two objectives there is one box per point and one more.
 */
export function nonDominatedBoxes(front: readonly (readonly number[])[], reference: readonly number[]): Box[] {
  const last = reference.length - 1;
  const inside = front.filter((point) => point.every((loss, i) => loss < reference[i]!));
  if (last === 0) {
    const upper = Math.min(reference[0]!, ...inside.map((point) => point[0]!));
    return [{ lower: [Number.NEGATIVE_INFINITY], upper: [upper] }];
  }
  const cuts = [...new Set(inside.map((point) => point[last]!))].sort((a, b) => a - b);
  const edges = [Number.NEGATIVE_INFINITY, ...cuts, reference[last]!];
  const boxes: Box[] = [];
  for (let slice = 0; slice + 1 < edges.length; slice++) {
    const below = inside.filter((point) => point[last]! <= edges[slice]!).map((point) => point.slice(0, last));
    for (const { lower, upper } of nonDominatedBoxes(below, reference.slice(0, last))) {
      boxes.push({ lower: [...lower, edges[slice]!], upper: [...upper, edges[slice + 1]!] });
    }
  }
  return boxes;
}
