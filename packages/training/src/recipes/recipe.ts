import type { OptimizerSpec } from '@isoflop/runtime';

/** How a candidate is trained, as data: the same JSON goes to the worker, into the store and on the model card. */
export interface Recipe {
  readonly name: string;
  /** Images per step. */
  readonly batch: number;
  /** Weight decay is for kernels; batch normalisation and biases are spared. */
  readonly optimizer: OptimizerSpec;
  readonly schedule: {
    readonly kind: 'cosine';
    readonly peakLearningRate: number;
    readonly finalLearningRate: number;
    /** Linear rise to the peak over this many epochs; never more than a fifth of all steps. */
    readonly warmupEpochs: number;
  };
  /** Batch normalisation's running averages keep at most this share of their old value, whatever the architecture asks for. */
  readonly batchNormMomentum: number;
  /** Share of the target moved to the uniform distribution (Szegedy et al. 2016, section 7). */
  readonly labelSmoothing: number;
  readonly augment: {
    readonly horizontalFlip: boolean;
    /** Largest shift along each axis, as a share of the side. */
    readonly shift: number;
  };
}
