import { dominates } from '../pareto/dominates.js';
import type { Observation } from '../trial.js';
import type { Pruner, PrunerContext } from './pruner.js';

/** Options of `FrontPruner`. */
export interface FrontOptions {
  /** Prunes a trial that this many others dominate at the same step; 3 if left out. */
  readonly dominated?: number;
  /** A trial counts as dominated only by one that is better by this share of the range at that step in every objective not equal; 0 if left out. */
  readonly margin?: number;
  /** No pruning before so many trials have reached the step; 8 if left out. */
  readonly startup?: number;
  /** No pruning before this step; 0 if left out. */
  readonly warmup?: number;
}

/**
 * Pruning for several objectives: stops a trial that several others dominate, by their reports at the same step. Known objectives take
 * part with their exact values, so a network is pruned only by others that are no dearer. A trial that would be on the front at its
 * step is never pruned.
 */
export class FrontPruner implements Pruner {
  readonly name = 'front';

  constructor(readonly options: FrontOptions = {}) {
    const { dominated = 3, margin = 0 } = options;
    if (!Number.isSafeInteger(dominated) || dominated < 1)
      throw new Error(`FrontPruner: dominated must be a positive integer, got ${dominated}; leave it out for 3`);
    if (!(margin >= 0)) throw new Error(`FrontPruner: margin must not be negative, got ${margin}; use 0.05 for a twentieth of the range`);
  }

  prune(trial: Observation, { trials }: PrunerContext): boolean {
    const { dominated = 3, margin = 0, startup = 8, warmup = 0 } = this.options;
    const { step, losses } = trial.reports.at(-1)!;
    if (step < warmup) return false;
    const others: (readonly number[])[] = [];
    for (const other of trials) {
      const there = other.number === trial.number ? undefined : other.reports.find((report) => report.step === step);
      if (there) others.push(there.losses);
    }
    if (others.length < startup) return false;
    const ranges = losses.map((_, i) => Math.max(...others.map((point) => point[i]!)) - Math.min(...others.map((point) => point[i]!)));
    const eased = losses.map((loss, i) => loss - margin * ranges[i]!);
    const clearly = (other: readonly number[]): boolean => other.every((loss, i) => loss <= eased[i]! || loss === losses[i]);
    return others.filter((other) => dominates(other, losses) && clearly(other)).length >= dominated;
  }
}
