import type { OpOf } from '@isoflop/blocks';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { LayerBuilder } from '../layer.js';

/** Mean over height and width: [batch, 1, 1, channels]. The gradient spreads dy / (height * width) by broadcasting, one pass. */
export const buildGlobalAvgPool: LayerBuilder<OpOf<'global-avg-pool'>> = ({ tf, inputs }) => {
  const [height, width] = inputs[0];
  const pool = tf.customGrad((...args) => {
    const [x] = args as unknown as [Tensor4D];
    const { shape } = x;
    return {
      value: tf.avgPool(x, [height, width], 1, 'valid'),
      gradFunc: (dy: Tensor) => tf.add(tf.zeros(shape), tf.mul(dy, 1 / (height * width))),
    };
  });
  return ([x]) => pool(x) as Tensor4D;
};
