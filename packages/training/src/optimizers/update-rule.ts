import type { TensorFlow } from '@isoflop/runtime';
import type { Tensor } from '@tensorflow/tfjs';

/** The formula of one optimiser on all learnable values at once, as one vector. */
export interface UpdateRule {
  /** Starting values of what it keeps beside the weights, each as long as they are. */
  readonly slots: readonly number[];
  /** Called inside `tf.tidy`. `decay` holds the weight decay of every value; it is absent where there is none. */
  update(tf: TensorFlow, state: UpdateState): { readonly weights: Tensor; readonly slots: readonly Tensor[] };
}

export interface UpdateState {
  readonly weights: Tensor;
  readonly gradient: Tensor;
  readonly slots: readonly Tensor[];
  readonly decay: Tensor | undefined;
  readonly learningRate: number;
  /** Number of this update, from 1. */
  readonly count: number;
}
