import type { CheckpointOptions } from './checkpoint/checkpoints.js';
import type { TrainingFailure } from './errors.js';
import type { EpochMetrics, TrainJob, TrainResult } from './job.js';
import type { Latency } from './latency/measure-latency.js';

/** What the parent sends, once. */
export interface WorkerTask {
  readonly job: TrainJob;
  /** Where trained weights go, written before the result is sent. */
  readonly weightsFile?: string;
  readonly checkpoint?: CheckpointOptions;
  /** The worker stops itself when its resident memory is larger after a step. */
  readonly memoryBytes?: number;
}

/** What the worker sends: epochs and log lines in order, then exactly one result or failure, then it ends. */
export type WorkerMessage =
  | { readonly kind: 'epoch'; readonly metrics: EpochMetrics; readonly restored: boolean }
  | { readonly kind: 'latency'; readonly latency: Latency }
  /** Every second. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'result'; readonly result: TrainResult }
  | { readonly kind: 'diverged'; readonly epoch: number; readonly step: number; readonly loss: number }
  | { readonly kind: 'failure'; readonly reason: TrainingFailure; readonly message: string };
