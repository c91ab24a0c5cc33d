/** Networks this near in cost count as one budget. */
const SAME_BUDGET = 0.05;
/** Common budgets lie at least this far apart; nearer ones are costs that happen to be dense. */
const APART = 1.15;
/** Bands that costs without common budgets are cut into. */
const BANDS = 6;

/** Points of about one cost. */
export interface BudgetBand<P> {
  readonly points: readonly P[];
}

/** Points grouped by budget, cheapest first, and whether they were trained at common budgets or had to be cut into bands of equal width in log cost. */
export function budgetBands<P extends { readonly macs: number }>(points: readonly P[]): { bands: BudgetBand<P>[]; areCommon: boolean } {
  const sorted = [...points].sort((a, b) => a.macs - b.macs);
  const common: P[][] = [];
  for (const point of sorted) {
    const band = common.at(-1);
    if (band !== undefined && point.macs <= band[0].macs * (1 + SAME_BUDGET)) band.push(point);
    else common.push([point]);
  }
  const areApart = common.every((band, i) => i === 0 || band[0].macs >= APART * common[i - 1][common[i - 1].length - 1].macs);
  const areCommon = areApart && common.length <= points.length / 3 && common.length >= 2;
  const groups = areCommon ? common : cutEvenly(sorted);
  return { bands: groups.map((group) => ({ points: group })), areCommon };
}

function cutEvenly<P extends { readonly macs: number }>(sorted: readonly P[]): P[][] {
  if (sorted.length === 0) return [];
  const least = Math.log(sorted[0].macs);
  const width = (Math.log(sorted[sorted.length - 1].macs) - least) / BANDS || 1;
  const groups: P[][] = Array.from({ length: BANDS }, () => []);
  for (const point of sorted) groups[Math.min(BANDS - 1, Math.floor((Math.log(point.macs) - least) / width))].push(point);
  return groups.filter((group) => group.length > 0);
}
