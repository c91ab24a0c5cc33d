import type { Feasibility } from '../api/answers.js';

type Macs = Pick<Feasibility['macs'], 'min' | 'max' | 'deciles'>;

/** A tenth of a space by cost. */
export interface Slice {
  readonly from: number;
  readonly to: number;
  readonly share: number;
  /** Share per unit of log cost. */
  readonly density: number;
}

/** The ten parts between the least cost, the deciles and the greatest; those that fall together count as one. */
export function slicesOf({ min, deciles, max }: Macs): Slice[] {
  const edges = [min, ...deciles, max];
  const slices: Slice[] = [];
  let gathered = 0;
  let from = min;
  for (const to of edges.slice(1)) {
    gathered += 1 / (edges.length - 1);
    // A step of less than a thousandth is one cost that many networks share.
    if (Math.log(to / from) < 1e-3 && to !== max) continue;
    slices.push({ from, to, share: gathered, density: gathered / Math.max(Math.log(to / from), 1e-3) });
    gathered = 0;
    from = to;
  }
  return slices;
}

/** The share of a space below a budget, between the deciles by log cost. */
export function fittingShare(macs: Macs, budget: number): number {
  if (budget < macs.min) return 0;
  let share = 0;
  for (const slice of slicesOf(macs)) {
    if (budget >= slice.to) share += slice.share;
    else if (budget > slice.from) share += (slice.share * Math.log(budget / slice.from)) / Math.log(slice.to / slice.from);
  }
  return Math.min(1, share);
}
