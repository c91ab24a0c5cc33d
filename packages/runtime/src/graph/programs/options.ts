import type { OptimizerSpec } from '../optimizers/optimizer-spec.js';
import type { PixelStatistics } from './images.js';

/** What a training graph is written for. */
export interface TrainingOptions {
  /** Images per step. */
  readonly batch: number;
  /** Of initial weights, dropout and stochastic depth. */
  readonly seed: number;
  readonly optimizer: OptimizerSpec;
  /** Share of each target moved to the uniform distribution. */
  readonly labelSmoothing: number;
  readonly normalization: PixelStatistics;
  /** Whether batches flip and shift their images. */
  readonly augmented: boolean;
  /** Whether every step is handed its pixels and targets, made elsewhere; the trainer keeps no images then, and neither smooths nor moves them. */
  readonly fedBatches?: boolean;
  /** Largest norm of the gradient of all weights together; longer ones are scaled down to it (Pascanu et al. 2013, algorithm 1). */
  readonly clipNorm?: number;
  /** Whether weight decay applies to the variable of this name. */
  readonly decays: (name: string) => boolean;
  /** Share that running averages of all weights keep per step (Polyak and Juditsky 1992); without, none are kept. */
  readonly averageDecay?: number;
  /** Whether the running averages of batch normalisation may be measured anew. */
  readonly measuresNorms?: boolean;
  /** Names (`convShapeName`) of convolutions that are to be computed from products and slices, because the backend's own kernels are wrong. */
  readonly detours?: ReadonlySet<string>;
}
