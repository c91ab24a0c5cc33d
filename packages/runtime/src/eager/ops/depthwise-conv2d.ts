import type { OpOf } from '@isoflop/blocks';
import type { Tensor4D } from '@tensorflow/tfjs';
import { constant, fanOutNormal } from '../initializers.js';
import type { LayerBuilder } from '../layer.js';
import { tfjsPadding } from './conv2d.js';
import { spreadTaps } from './spread-taps.js';

/** One filter, or `multiplier` filters, per channel; `kernel` [height, width, channels, multiplier], `bias` [channels * multiplier]. */
export const buildDepthwiseConv2d: LayerBuilder<OpOf<'depthwise-conv2d'>> = ({ tf, op, inputs, variable }) => {
  const [height, width] = op.kernel;
  const channels = inputs[0][2];
  const fanOut = height * width * op.multiplier;
  const kernel = variable('kernel', [height, width, channels, op.multiplier], fanOutNormal(fanOut)) as unknown as Tensor4D;
  const bias = op.bias ? variable('bias', [channels * op.multiplier], constant(0)) : undefined;
  const stride: [number, number] = [...op.stride];
  return ([x]) => {
    const y = tf.depthwiseConv2d(x, spreadTaps(tf, kernel, op.dilation), stride, tfjsPadding(op.padding));
    return bias ? tf.add(y, bias) : y;
  };
};
