/**
 * Moves positions apart until neighbours are at least `gap` away and all lie from `low` to `high`, keeping their order and moving each
 * as little as that takes. Where there is no room for all, the gaps shrink alike.
 */
export function spread(positions: readonly number[], gap: number, low: number, high: number): number[] {
  const order = positions.map((_, index) => index).sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0) || a - b);
  const room = order.length > 1 ? Math.min(gap, (high - low) / (order.length - 1)) : 0;
  const placed: number[] = [];
  for (const index of order) placed.push(Math.max(positions[index] ?? 0, low, (placed.at(-1) ?? Number.NEGATIVE_INFINITY) + room));
  let ceiling = high;
  for (let rank = placed.length - 1; rank >= 0; rank--) {
    placed[rank] = Math.min(placed[rank] ?? 0, ceiling);
    ceiling = (placed[rank] ?? 0) - room;
  }
  const moved = new Array<number>(positions.length);
  for (const [rank, index] of order.entries()) moved[index] = placed[rank] ?? 0;
  return moved;
}
