import type { TensorFlow } from '@isoflop/runtime';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';

/** Mean over the batch of -Σ target * log softmax(logits), in nats; both are [batch, classes]. */
export function crossEntropy(tf: TensorFlow, targets: Tensor2D, logits: Tensor2D): Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1)));
}
