import type { OptimizerSpec } from '@isoflop/runtime';
import type { Augment } from '../data/augment.js';
import type { Schedule } from './schedule.js';

/** How a candidate is trained, as data: the same JSON goes to the worker, into the store and on the model card. What is absent is not done. */
export interface Recipe {
  readonly name: string;
  /** Images per step. */
  readonly batch: number;
  /** Weight decay is for kernels; batch normalisation and biases are spared. */
  readonly optimizer: OptimizerSpec;
  readonly schedule: Schedule;
  /** Batch normalisation's running averages keep at most this share of their old value, whatever the architecture asks for. */
  readonly batchNormMomentum: number;
  /** Share of the target moved to the uniform distribution (Szegedy et al. 2016, section 7). */
  readonly labelSmoothing: number;
  readonly augment: Augment;
  /**
   * Networks are measured with running averages of all their weights, which keep this share per step and min(share, (1 + step) / (10 + step)) early on,
   * so that they forget their initial values (TensorFlow's ExponentialMovingAverage with num_updates).
   */
  readonly averageDecay?: number;
  /** Largest norm of the gradient of all weights together (Pascanu et al. 2013). */
  readonly clipNorm?: number;
  /** In place of the share of pooled features that the classifier's dropout zeroes. */
  readonly dropout?: number;
  /** In place of the architecture's drop probability of the last block; see `Architecture`. */
  readonly stochasticDepth?: number;
  /** Early epochs see smaller images (Tan and Le 2021, section 4.2). */
  readonly progressive?: ProgressiveResizing;
  /** Images that the running averages of batch normalisation are measured on anew after the last step (Wu and Johnson 2021, section 3). */
  readonly normImages?: number;
}

export interface ProgressiveResizing {
  /** Side of the first images, as a share of the network's input. */
  readonly from: number;
  /** Equal parts of the run, each with larger images than the one before; the last has the network's input. */
  readonly stages: number;
}
