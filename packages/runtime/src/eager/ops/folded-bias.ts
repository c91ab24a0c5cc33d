import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../tensorflow.js';
import type { Affine } from '../layer.js';

/** y + bias; with the batch normalisation behind the layer folded in, y + (bias · scale + shift). */
export function addFoldedBias<T extends Tensor>(tf: TensorFlow, y: T, bias: Tensor | undefined, affine: Affine | undefined): T {
  if (!affine) return bias ? tf.add(y, bias) : y;
  return tf.add(y, bias ? (tf.add(tf.mul(bias, affine.scale), affine.shift) as Tensor1D) : affine.shift);
}
