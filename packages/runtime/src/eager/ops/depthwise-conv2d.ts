import type { OpOf } from '@isoflop/blocks';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { LayerBuilder } from '../layer.js';
import { tfjsPadding } from './conv2d.js';
import { addFoldedBias } from './folded-bias.js';
import { spreadTaps } from './spread-taps.js';

/** One filter, or `multiplier` filters, per channel; `kernel` [height, width, channels, multiplier], `bias` [channels * multiplier]. */
export const buildDepthwiseConv2d: LayerBuilder<OpOf<'depthwise-conv2d'>> = ({ tf, op, inputs, variable }) => {
  const channels = inputs[0][2];
  const kernel = variable('kernel') as unknown as Tensor4D;
  const bias = op.bias ? variable('bias') : undefined;
  const stride: [number, number] = [...op.stride];
  return ([x], _mode, affine) => {
    const weights: Tensor4D = affine ? tf.mul(kernel, tf.reshape(affine.scale, [channels, op.multiplier])) : kernel;
    const y = tf.depthwiseConv2d(x, spreadTaps(tf, weights, op.dilation), stride, tfjsPadding(op.padding));
    return addFoldedBias(tf, y, bias, affine);
  };
};
