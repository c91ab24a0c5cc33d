import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { channelCopies } from './channel-copies.js';
import { spreadGradient } from './geometry.js';
import type { ComposedKernel } from './kernel.js';

/**
 * Gradient of a depthwise convolution with respect to its input: a depthwise convolution of the spread gradient with the flipped filter,
 * one filter per output channel, then the sum over the `multiplier` outputs of each input channel.
 */
export const depthwiseBackpropInput: ComposedKernel = {
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  compute(tf, inputs, attrs) {
    const dy = inputs.dy as Tensor4D;
    const filter = inputs.filter as Tensor4D;
    const inputShape = attrs.inputShape as [number, number, number, number];
    const { strides, dilations, pad, dimRoundingMode } = attrs as {
      strides: [number, number];
      dilations: [number, number];
      pad: 'same';
      dimRoundingMode?: 'floor';
    };
    const [kernelHeight, kernelWidth, channels, multiplier] = filter.shape;
    const geometry = tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, dilations, pad, dimRoundingMode, true);
    const flipped = tf.reverse(filter, [0, 1]).reshape([kernelHeight, kernelWidth, channels * multiplier, 1]) as Tensor4D;
    const perOutput = tf.depthwiseConv2d(spreadGradient(tf, dy, geometry), flipped, 1, 'valid', 'NHWC', dilations);
    if (multiplier === 1) return perOutput;
    const pixels = perOutput.reshape([-1, channels * multiplier]) as Tensor2D;
    return tf.matMul(pixels, tf.transpose(channelCopies(tf, channels, multiplier))).reshape(inputShape);
  },
};
