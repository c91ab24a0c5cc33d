import type { Tensor2D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.js';

/** A 0/1 matrix [channels, channels * multiplier]: a product with it repeats each channel `multiplier` times, with its transpose sums them. */
export function channelCopies(tf: TensorFlow, channels: number, multiplier: number): Tensor2D {
  const outputs = channels * multiplier;
  const matrix = new Float32Array(channels * outputs);
  for (let output = 0; output < outputs; output++) matrix[Math.floor(output / multiplier) * outputs + output] = 1;
  return tf.tensor2d(matrix, [channels, outputs]);
}
