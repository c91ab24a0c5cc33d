/**
 * How many ways there are to complete a network, by what they cost: `counts[i]` with sum `i`, `cumulative[i]` up to and with it. Sums ascend.
 * Where there would be too many sums they are rounded down to multiples of `step`: what a way really costs is then between the sum it is
 * counted under and that plus `slack`, and with a slack of 0 the table is exact.
 */
export interface CountTable {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  readonly cumulative: Float64Array;
  readonly step: number;
  readonly slack: number;
  /** Exact smallest and largest cost; Infinity and -Infinity where there is no way. */
  readonly least: number;
  readonly most: number;
}

/** A table whose every way costs `shift` more. */
export interface Shifted {
  readonly shift: number;
  readonly table: CountTable;
}

/** The one way to complete a network that is complete. */
export const COMPLETE: CountTable = {
  sums: Float64Array.of(0),
  counts: Float64Array.of(1),
  cumulative: Float64Array.of(1),
  step: 1,
  slack: 0,
  least: 0,
  most: 0,
};

/** All ways of several tables together, in at most about `mostSums` sums. */
export function joinTables(branches: readonly Shifted[], mostSums: number): CountTable {
  const least = branches.reduce((best, { shift, table }) => Math.min(best, shift + table.least), Number.POSITIVE_INFINITY);
  const most = branches.reduce((best, { shift, table }) => Math.max(best, shift + table.most), Number.NEGATIVE_INFINITY);
  const slack = branches.reduce((worst, { table }) => Math.max(worst, table.slack), 0);
  const incoming = branches.reduce((sum, { table }) => sum + table.sums.length, 0);
  // So many sums may still coincide enough to be kept apart; sorting more of them would take long for little.
  const exact = incoming <= 4 * mostSums ? distinctSums(branches) : undefined;
  if (exact && exact.size <= mostSums) {
    const sums = Float64Array.from(exact.keys()).sort();
    return { ...withCounts(sums, (sum) => exact.get(sum) ?? 0), step: 1, slack, least, most };
  }
  const step = Math.max(1, Math.ceil((most - least) / mostSums));
  return { ...roundedSums(branches, step), step, slack: slack + step - 1, least, most };
}

/** Ways with a sum from `from` to `to`, both inclusive. */
export function waysBetween(table: CountTable, from: number, to: number): number {
  const { sums, counts, cumulative } = table;
  const first = firstAtLeast(sums, from);
  const end = firstAtLeast(sums, to + 0.5);
  if (end <= first) return 0;
  if (isExact(table)) return cumulative[end - 1] - (first > 0 ? cumulative[first - 1] : 0);
  return counts.subarray(first, end).reduce((sum, count) => sum + count, 0);
}

/** The place of the sum under which way number `way` is counted, of those from `from` on. */
export function placeOfWay(table: CountTable, from: number, way: number): number {
  const { sums, counts, cumulative } = table;
  let place = firstAtLeast(sums, from);
  if (isExact(table)) return Math.min(firstAbove(cumulative, (place > 0 ? cumulative[place - 1] : 0) + way), sums.length - 1);
  for (let rest = way; place < sums.length - 1 && rest >= counts[place]; place++) rest -= counts[place];
  return place;
}

/** Whether differences of cumulated counts are exact: beyond, a difference of two large numbers would lose the few ways of the dearest networks. */
function isExact(table: CountTable): boolean {
  return totalWays(table) <= Number.MAX_SAFE_INTEGER;
}

export function totalWays({ cumulative }: CountTable): number {
  return cumulative.length === 0 ? 0 : cumulative[cumulative.length - 1];
}

function distinctSums(branches: readonly Shifted[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { shift, table } of branches) {
    table.sums.forEach((sum, place) => {
      counts.set(shift + sum, (counts.get(shift + sum) ?? 0) + table.counts[place]);
    });
  }
  return counts;
}

function roundedSums(branches: readonly Shifted[], step: number): Counts {
  const lowest = branches.reduce((low, { shift, table }) => Math.min(low, shift + (table.sums[0] ?? Infinity)), Number.POSITIVE_INFINITY);
  const highest = branches.reduce((high, { shift, table }) => Math.max(high, shift + (table.sums.at(-1) ?? -Infinity)), -Infinity);
  const base = Math.floor(lowest / step);
  const counts = new Float64Array(Math.floor(highest / step) - base + 1);
  for (const { shift, table } of branches) {
    for (let i = 0; i < table.sums.length; i++) counts[Math.floor((shift + table.sums[i]) / step) - base] += table.counts[i];
  }
  const used = Array.from(counts.keys()).filter((place) => counts[place] > 0);
  const sums = Float64Array.from(used, (place) => (place + base) * step);
  return withCounts(sums, (sum) => counts[Math.round(sum / step) - base]);
}

type Counts = Pick<CountTable, 'sums' | 'counts' | 'cumulative'>;

function withCounts(sums: Float64Array, countOf: (sum: number) => number): Counts {
  const counts = sums.map(countOf);
  let total = 0;
  const cumulative = counts.map((count) => {
    total += count;
    return total;
  });
  return { sums, counts, cumulative };
}

/** Index of the first of ascending values that is at least `bound`. */
function firstAtLeast(values: Float64Array, bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first of ascending values that is above `bound`. */
function firstAbove(values: Float64Array, bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The table of some sums, each counted once. */
export function tableOf(values: readonly number[]): CountTable {
  const ascending = Float64Array.from(values).sort();
  const sums = ascending.filter((value, i) => value !== ascending[i + 1]);
  return {
    ...withCounts(sums, (sum) => firstAbove(ascending, sum) - firstAtLeast(ascending, sum)),
    step: 1,
    slack: 0,
    least: ascending[0] ?? Number.POSITIVE_INFINITY,
    most: ascending[ascending.length - 1] ?? Number.NEGATIVE_INFINITY,
  };
}

/** The sum below or at which a share of all ways lies; in the middle of where it may be, where sums are rounded. */
export function quantile(table: CountTable, share: number): number {
  const place = firstAtLeast(table.cumulative, share * totalWays(table));
  const middle = Math.round(table.sums[Math.min(place, table.sums.length - 1)] + table.slack / 2);
  return Math.min(table.most, Math.max(table.least, middle));
}

/** Neighbouring sums with nothing between them whose ratio is above `ratio`, ascending. */
export function gapsOf({ sums, slack }: CountTable, ratio: number): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  for (let i = 1; i < sums.length; i++) {
    const from = sums[i - 1] + slack;
    if (sums[i] > from * ratio) gaps.push({ from, to: sums[i] });
  }
  return gaps;
}
