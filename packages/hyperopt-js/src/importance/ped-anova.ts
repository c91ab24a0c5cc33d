import { type Analyzable, completeLosses } from '../analysis/analyzable.js';
import { CompiledSpace } from '../space/compiled-space.js';
import type { Dimension } from '../space/dimension.js';
import { shareOut } from './share-out.js';

/** Options of `pedAnova`. */
export interface PedAnovaOptions {
  readonly objective?: number;
  /** The share of trials that counts as good; 0.1 if left out. */
  readonly good?: number;
}

/** Places per numeric dimension at which densities are compared. */
const PLACES = 50;

/**
 * Importance of each parameter, by path and summing to 1: how far the distribution of its values among the good trials is from that
 * among all, by Pearson divergence (Watanabe, Bansal and Hutter, "PED-ANOVA", 2023). Quick, and about what matters for being good.
 */
export function pedAnova(study: Analyzable, { objective = 0, good = 0.1 }: PedAnovaOptions = {}): Record<string, number> {
  if (!(good > 0 && good < 1)) throw new Error(`pedAnova: good must be between 0 and 1, got ${good}; use 0.1`);
  const space = new CompiledSpace(study.space);
  const { trials, losses } = completeLosses(study, objective);
  if (trials.length < 4) throw new Error(`pedAnova: needs at least 4 complete trials, got ${trials.length}; run more`);
  const points = trials.map(({ params }) => space.encode(params as object));
  const order = [...losses.keys()].sort((a, b) => losses[a]! - losses[b]!);
  const best = order.slice(0, Math.max(2, Math.ceil(good * order.length))).map((index) => points[index]!);
  const amounts = space.dimensions.map((dimension, j) => {
    const [top, all] = [best, points].map((rows) =>
      density(
        rows.map((row) => row[j]!).filter((value) => !Number.isNaN(value)),
        dimension,
      ),
    ) as [number[], number[]];
    return all.reduce((sum, base, place) => sum + base * (top[place]! / base - 1) ** 2, 0);
  });
  return shareOut(space.dimensions, amounts);
}

/** Shares of values by choice, or by place after smoothing with a normal kernel of Scott's width; one even pseudo-value keeps all above 0. */
function density(values: readonly number[], { numeric, levels }: Dimension): number[] {
  const places = numeric ? PLACES : levels;
  const shares = new Array<number>(places).fill(1 / places);
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length));
  const width = Math.max(1.06 * deviation * Math.max(1, values.length) ** -0.2, 1 / PLACES);
  for (const value of values) {
    if (!numeric) {
      shares[value]! += 1;
      continue;
    }
    const kernel = shares.map((_, place) => Math.exp(-0.5 * (((place + 0.5) / places - value) / width) ** 2));
    const total = kernel.reduce((sum, weight) => sum + weight, 0);
    for (const [place, weight] of kernel.entries()) shares[place]! += weight / total;
  }
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}
