import type { OpOf } from '@isoflop/blocks';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { LayerBuilder } from '../layer.js';

/** Local response normalisation across channels, from slices: not every backend has the fused op and its gradient. */
export const buildLocalResponseNorm: LayerBuilder<OpOf<'local-response-norm'>> = ({ tf, op }) => {
  const { radius, bias, alpha, beta } = op;
  return ([x]) => {
    const padded = tf.pad(tf.square(x), [
      [0, 0],
      [0, 0],
      [0, 0],
      [radius, radius],
    ]);
    const taps = Array.from({ length: 2 * radius + 1 }, (_, offset) => tf.slice(padded, [0, 0, 0, offset], x.shape));
    const sum = taps.reduce((total, tap) => tf.add(total, tap));
    return tf.mul(x, tf.exp(tf.mul(tf.log(tf.add(tf.mul(sum, alpha), bias)), -beta))) as Tensor4D;
  };
};
