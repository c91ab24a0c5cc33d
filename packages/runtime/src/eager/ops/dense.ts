import type { OpOf } from '@isoflop/blocks';
import type { Tensor2D } from '@tensorflow/tfjs';
import type { LayerBuilder } from '../layer.js';
import { addFoldedBias } from './folded-bias.js';

/** A fully connected layer on vectors [batch, 1, 1, channels]; `kernel` [channels, units], `bias` [units]. */
export const buildDense: LayerBuilder<OpOf<'dense'>> = ({ tf, op, inputs, variable }) => {
  const channels = inputs[0][2];
  const kernel = variable('kernel') as unknown as Tensor2D;
  const bias = op.bias ? variable('bias') : undefined;
  return ([x], _mode, affine) => {
    const weights: Tensor2D = affine ? tf.mul(kernel, affine.scale) : kernel;
    const y = tf.matMul(tf.reshape(x, [x.shape[0], channels]) as Tensor2D, weights);
    return tf.reshape(addFoldedBias(tf, y, bias, affine), [x.shape[0], 1, 1, op.units]);
  };
};
