import type { Observation } from '../trial.js';
import { lossAt } from './loss-at.js';
import type { Pruner, PrunerContext } from './pruner.js';

/** Options of `PercentilePruner`. */
export interface PercentileOptions {
  /** Share of trials, from the best, that may go on: 25 keeps the best quarter. */
  readonly percentile: number;
  /** No pruning before so many trials have finished; 5 if left out. */
  readonly startup?: number;
  /** No pruning before this step; 0 if left out. */
  readonly warmup?: number;
}

/** Prunes a trial whose best loss so far is worse than the percentile of what finished trials had at the same step. One objective. */
export class PercentilePruner implements Pruner {
  readonly name: string = 'percentile';

  constructor(readonly options: PercentileOptions) {
    const { percentile } = options;
    if (!(percentile > 0 && percentile < 100))
      throw new Error(`PercentilePruner: percentile must be between 0 and 100, got ${percentile}; use 50 for the median`);
  }

  prune(trial: Observation, { trials }: PrunerContext): boolean {
    const { percentile, startup = 5, warmup = 0 } = this.options;
    const { step } = trial.reports.at(-1)!;
    if (step < warmup) return false;
    const others = trials.filter(({ state, number }) => state === 'complete' && number !== trial.number);
    if (others.length < startup) return false;
    const losses = others.flatMap((other) => lossAt(other, step) ?? []).sort((a, b) => a - b);
    if (losses.length === 0) return false;
    const best = Math.min(...trial.reports.map((report) => report.losses[0]!));
    return best > quantile(losses, percentile / 100);
  }
}

/** Prunes a trial whose best loss so far is worse than the median of what finished trials had at the same step (Golovin et al., "Vizier", 2017). */
export class MedianPruner extends PercentilePruner {
  override readonly name = 'median';

  constructor(options: Omit<PercentileOptions, 'percentile'> = {}) {
    super({ percentile: 50, ...options });
  }
}

/** The quantile of ascending values, linear between them (R's type 7). */
function quantile(ascending: readonly number[], share: number): number {
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(ascending.length - 1, below + 1);
  return ascending[below]! + (place - below) * (ascending[above]! - ascending[below]!);
}
