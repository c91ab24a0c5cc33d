/** A trained network. */
export interface Measured {
  readonly trial: number;
  readonly macs: number;
  /** 1 − accuracy. */
  readonly error: number;
}

/** Networks this near in cost count as one budget, as in the fits of `isoflop fit`. */
const SAME_BUDGET = 0.05;
const APART = 1.15;
/** Bands that costs without common budgets are cut into. */
const BANDS = 8;

/** The best network of each budget, cheapest first: of common budgets where there are some, else of bands of equal width in log cost. */
export function bestOfBudgets(networks: readonly Measured[]): Measured[] {
  const sorted = [...networks].sort((a, b) => a.macs - b.macs);
  const common: Measured[][] = [];
  for (const network of sorted) {
    const band = common.at(-1);
    if (band?.[0] !== undefined && network.macs <= band[0].macs * (1 + SAME_BUDGET)) band.push(network);
    else common.push([network]);
  }
  const isApart = common.every((band, i) => i === 0 || (band[0]?.macs ?? 0) >= APART * (common[i - 1]?.at(-1)?.macs ?? 0));
  const groups = isApart && common.length >= 2 && common.length <= networks.length / 3 ? common : cutEvenly(sorted);
  return groups.map((band) => band.reduce((best, network) => (network.error < best.error ? network : best)));
}

function cutEvenly(sorted: readonly Measured[]): Measured[][] {
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const width = Math.log(last.macs / first.macs) / BANDS || 1;
  const groups: Measured[][] = Array.from({ length: BANDS }, () => []);
  for (const network of sorted) groups[Math.min(BANDS - 1, Math.floor(Math.log(network.macs / first.macs) / width))]?.push(network);
  return groups.filter((group) => group.length > 0);
}
