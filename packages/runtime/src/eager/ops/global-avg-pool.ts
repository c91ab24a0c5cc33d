import type { OpOf } from '@isoflop/blocks';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { fusedKernel } from '../../fused.js';
import type { TensorFlow } from '../../tensorflow.js';
import type { LayerBuilder } from '../layer.js';

/** x repeated along its axes of size 1; by a sum with zeros where the backend has no kernel for it, because repeating is slow on WebAssembly. */
function spread(tf: TensorFlow, x: Tensor, shape: number[]): Tensor {
  const fused = fusedKernel(tf, 'spread');
  return fused ? fused({ x }, { shape })[0] : tf.add(tf.zeros(shape), x);
}

/** Mean over height and width: [batch, 1, 1, channels]. The gradient spreads dy / (height * width) by broadcasting, one pass. */
export const buildGlobalAvgPool: LayerBuilder<OpOf<'global-avg-pool'>> = ({ tf, inputs }) => {
  const [height, width] = inputs[0];
  const pool = tf.customGrad((...args) => {
    const [x] = args as unknown as [Tensor4D];
    const { shape } = x;
    return {
      value: tf.avgPool(x, [height, width], 1, 'valid'),
      gradFunc: (dy: Tensor) => spread(tf, tf.mul(dy, 1 / (height * width)), shape),
    };
  });
  return ([x]) => pool(x) as Tensor4D;
};
