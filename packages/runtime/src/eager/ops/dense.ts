import type { OpOf } from '@isoflop/blocks';
import type { Tensor2D } from '@tensorflow/tfjs';
import { constant, denseUniform } from '../initializers.js';
import type { LayerBuilder } from '../layer.js';

/** A fully connected layer on vectors [batch, 1, 1, channels]; `kernel` [channels, units], `bias` [units]. */
export const buildDense: LayerBuilder<OpOf<'dense'>> = ({ tf, op, inputs, variable }) => {
  const channels = inputs[0][2];
  const kernel = variable('kernel', [channels, op.units], denseUniform(op.units)) as unknown as Tensor2D;
  const bias = op.bias ? variable('bias', [op.units], constant(0)) : undefined;
  return ([x]) => {
    const y = tf.matMul(tf.reshape(x, [x.shape[0], channels]) as Tensor2D, kernel);
    return tf.reshape(bias ? tf.add(y, bias) : y, [x.shape[0], 1, 1, op.units]);
  };
};
