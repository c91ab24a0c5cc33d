/** The value below which a share of the values lies, interpolated linearly between neighbours (type 7 of Hyndman and Fan 1996). */
export function quantile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  const place = (ascending.length - 1) * share;
  const below = Math.floor(place);
  const next = ascending[Math.min(below + 1, ascending.length - 1)];
  return ascending[below] + (place - below) * (next - ascending[below]);
}
