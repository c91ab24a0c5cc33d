import type { Observation } from '../trial.js';
import type { Pruner } from './pruner.js';

/** Options of `ThresholdPruner`. */
export interface ThresholdOptions {
  /** Prunes above this loss (for a maximised objective give the negative of the lowest acceptable value). */
  readonly above?: number;
  /** Prunes below this loss: too good to be true. */
  readonly below?: number;
  /** No pruning before this step; 0 if left out. */
  readonly warmup?: number;
}

/** Prunes a trial whose first objective's loss leaves a range. */
export class ThresholdPruner implements Pruner {
  readonly name = 'threshold';

  constructor(readonly options: ThresholdOptions) {
    const { above = Number.POSITIVE_INFINITY, below = Number.NEGATIVE_INFINITY } = options;
    if (options.above === undefined && options.below === undefined)
      throw new Error('ThresholdPruner: needs above or below, got neither; give one');
    if (!(below < above)) throw new Error(`ThresholdPruner: below must be less than above, got below ${below}, above ${above}; swap them`);
  }

  prune({ reports }: Observation): boolean {
    const { above = Number.POSITIVE_INFINITY, below = Number.NEGATIVE_INFINITY, warmup = 0 } = this.options;
    const { step, losses } = reports.at(-1)!;
    return step >= warmup && (losses[0]! > above || losses[0]! < below);
  }
}
