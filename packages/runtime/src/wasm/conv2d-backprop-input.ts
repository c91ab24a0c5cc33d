import type { Tensor4D } from '@tensorflow/tfjs';
import { spreadGradient } from './geometry.js';
import type { ComposedKernel } from './kernel.js';

/**
 * Gradient of a dense convolution with respect to its input: a convolution of the spread gradient with the flipped filter.
 * Replaces the backend's own kernel, a scalar loop.
 */
export const conv2dBackpropInput: ComposedKernel = {
  kernelName: 'Conv2DBackpropInput',
  compute(tf, inputs, attrs) {
    const dy = inputs.dy as Tensor4D;
    const filter = inputs.filter as Tensor4D;
    const inputShape = attrs.inputShape as [number, number, number, number];
    const { strides, pad, dimRoundingMode } = attrs as { strides: [number, number]; pad: 'same'; dimRoundingMode?: 'floor' };
    const geometry = tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad, dimRoundingMode);
    const { filterHeight, filterWidth, strideHeight, strideWidth, inChannels, outChannels } = geometry;
    if (filterHeight * filterWidth * strideHeight * strideWidth === 1) {
      const weights = tf.transpose(filter.reshape([inChannels, outChannels]));
      return tf.matMul(dy.reshape([-1, outChannels]), weights).reshape(inputShape);
    }
    const flipped = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return tf.conv2d(spreadGradient(tf, dy, geometry), flipped as Tensor4D, 1, 'valid');
  },
};
