import type { Model, TensorFlow } from '@isoflop/runtime';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { crossEntropy } from '../loss.js';

export interface GradientScores {
  /** Σ over kernels of the Euclidean norm of the loss gradient (Abdelfattah et al. 2021, arXiv:2101.08134). */
  readonly gradNorm: number;
  /** Σ over all values of kernels of |value · gradient| (Lee et al. 2019, arXiv:1810.02340; as a sum by Abdelfattah et al.). */
  readonly snip: number;
}

/**
 * Both scores from one backward pass at the model's weights: images [batch, height, width, channels], target distributions [batch, classes].
 * Normalisation uses the batch's statistics, so the model's running averages move.
 */
export function gradientScores(tf: TensorFlow, model: Model, images: Tensor4D, targets: Tensor2D): GradientScores {
  const kernels = model.variables.filter(({ name }) => name.endsWith('/kernel')).map(({ variable }) => variable);
  return tf.tidy(() => {
    const loss = () => crossEntropy(tf, targets, model.forward(images, { training: true, step: 0 }));
    const { grads } = tf.variableGrads(loss, kernels);
    // A kernel that the loss does not depend on has no gradient.
    const reached = kernels.filter(({ name }) => grads[name]);
    return {
      gradNorm: sum(reached.map(({ name }) => tf.norm(grads[name]).dataSync()[0])),
      snip: sum(reached.map((kernel) => tf.sum(tf.abs(tf.mul(kernel, grads[kernel.name]))).dataSync()[0])),
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
