import type { EpochMetrics } from './job.js';

/** A point of a training run between two steps. */
export interface TrainingPosition {
  /** The epochs that are done. */
  readonly epochs: readonly EpochMetrics[];
  /** What is done of the next one. */
  readonly within: {
    readonly steps: number;
    /** Of their losses. */
    readonly lossSum: number;
    /** Of training. */
    readonly seconds: number;
  };
}

/** Where an epoch begins. */
export const NOTHING_WITHIN: TrainingPosition['within'] = { steps: 0, lossSum: 0, seconds: 0 };

/** Where a run begins. */
export const BEGINNING: TrainingPosition = { epochs: [], within: NOTHING_WITHIN };
