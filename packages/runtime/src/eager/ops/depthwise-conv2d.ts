import type { OpOf } from '@isoflop/blocks';
import type { Tensor4D } from '@tensorflow/tfjs';
import { convShapeName } from '../../gradient-check/conv-shape.js';
import { convShapeOf } from '../../gradient-check/graph-shapes.js';
import type { LayerBuilder } from '../layer.js';
import { tfjsPadding } from './conv2d.js';
import { depthwiseByTaps } from './depthwise-by-taps.js';
import { finish, inOnePass, linearEnd } from './linear-end.js';
import { spreadTaps } from './spread-taps.js';

/** One filter, or `multiplier` filters, per channel; `kernel` [height, width, channels, multiplier], `bias` [channels * multiplier]. */
export const buildDepthwiseConv2d: LayerBuilder<OpOf<'depthwise-conv2d'>> = ({ tf, op, inputs: [input], variable, detours }) => {
  const channels = input[2];
  const kernel = variable('kernel') as unknown as Tensor4D;
  const bias = op.bias ? variable('bias') : undefined;
  const stride: [number, number] = [...op.stride];
  const shape = convShapeOf(op, input);
  const detoured = detours?.has(convShapeName(shape));
  return ([x], _mode, fused) => {
    const scaled: Tensor4D = fused?.affine ? tf.mul(kernel, tf.reshape(fused.affine.scale, [channels, op.multiplier])) : kernel;
    const filter = spreadTaps(tf, scaled, op.dilation);
    const end = linearEnd(tf, bias, fused);
    if (detoured) return finish(tf, depthwiseByTaps(tf, x, filter, shape, input), end);
    // TensorFlow's op takes one stride for both axes and no explicit padding.
    const suits = fused && stride[0] === stride[1] && typeof op.padding === 'string';
    const whole = suits ? inOnePass(tf, 'convolveDepthwise', { x, filter }, op, end) : undefined;
    return whole ?? finish(tf, tf.depthwiseConv2d(x, filter, stride, tfjsPadding(op.padding)), end);
  };
};
