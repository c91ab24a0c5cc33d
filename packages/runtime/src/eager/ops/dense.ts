import type { OpOf } from '@isoflop/blocks';
import type { Tensor2D } from '@tensorflow/tfjs';
import type { LayerBuilder } from '../layer.js';
import { finish, linearEnd } from './linear-end.js';

/** A fully connected layer on vectors [batch, 1, 1, channels]; `kernel` [channels, units], `bias` [units]. */
export const buildDense: LayerBuilder<OpOf<'dense'>> = ({ tf, op, inputs, variable }) => {
  const channels = inputs[0][2];
  const kernel = variable('kernel') as unknown as Tensor2D;
  const bias = op.bias ? variable('bias') : undefined;
  return ([x], _mode, fused) => {
    const weights: Tensor2D = fused?.affine ? tf.mul(kernel, fused.affine.scale) : kernel;
    const vectors = tf.reshape(x, [x.shape[0], channels]) as Tensor2D;
    return tf.reshape(finish(tf, tf.matMul(vectors, weights), linearEnd(tf, bias, fused)), [x.shape[0], 1, 1, op.units]);
  };
};
