import type { Shape } from '@isoflop/blocks';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../tensorflow.js';
import { type Window, windowTaps } from './window-taps.js';

/**
 * A depthwise convolution as a sum over the taps of pixels times weights. Several times slower, but its gradients are those of products and slices,
 * which were right where those of convolutions were not. `kernel` is [height, width, channels, multiplier].
 */
export function depthwiseByTaps(tf: TensorFlow, x: Tensor4D, kernel: Tensor4D, window: Window, input: Shape): Tensor4D {
  const [height, width, channels, multiplier] = kernel.shape;
  const weights: Tensor[] = tf.unstack(tf.reshape(kernel, [height * width, channels, multiplier]));
  const taps = windowTaps(tf, x, window, input, 0);
  const sum = taps
    .map((pixels, tap): Tensor => tf.mul(tf.reshape(pixels, [pixels.size / channels, channels, 1]), weights[tap]))
    .reduce((total, product) => tf.add(total, product));
  const [batch, down, across] = taps[0].shape;
  return tf.reshape(sum, [batch, down, across, channels * multiplier]);
}
