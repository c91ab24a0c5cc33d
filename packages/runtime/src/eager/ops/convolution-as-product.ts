import type { Shape } from '@isoflop/blocks';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../tensorflow.js';
import { type Window, windowTaps } from './window-taps.js';

/**
 * A dense convolution as one matrix product: the pixels under each tap side by side, times the kernel as a matrix (im2col). Slow, but its gradients
 * are those of matrix products and slices, which were right where those of convolutions were not.
 */
export function convolutionAsProduct(tf: TensorFlow, x: Tensor4D, kernel: Tensor4D, window: Window, input: Shape): Tensor4D {
  const filters = kernel.shape[3];
  const columns = tf.concat(windowTaps(tf, x, window, input, 0), 3);
  const [batch, down, across, length] = columns.shape;
  const product = tf.matMul(tf.reshape(columns, [batch * down * across, length]), tf.reshape(kernel, [length, filters]));
  return tf.reshape(product, [batch, down, across, filters]);
}
