import type { OpOf } from '@isoflop/blocks';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { LayerBuilder } from '../layer.js';

/** Layer normalisation over the channels of each pixel; `gamma` and `beta`, each [channels]. */
export const buildLayerNorm: LayerBuilder<OpOf<'layer-norm'>> = ({ tf, op, variable }) => {
  const gamma = variable('gamma');
  const beta = variable('beta');
  return ([x]) => {
    const centred = tf.sub(x, tf.mean(x, 3, true));
    const variance = tf.mean(tf.square(centred), 3, true);
    return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, op.epsilon))), gamma), beta) as Tensor4D;
  };
};
