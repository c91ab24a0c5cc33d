import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { coverInput, subsample } from './geometry.js';
import type { ComposedKernel } from './kernel.js';

/**
 * Gradient of a dense convolution with respect to its filter, [kernelHeight, kernelWidth, inputs, outputs].
 * A 1x1 filter is one matrix product over all pixels. A larger one is itself a convolution: batch and input channels change places,
 * the output's gradient is the filter, and the stride becomes the dilation.
 */
export const conv2dBackpropFilter: ComposedKernel = {
  kernelName: 'Conv2DBackpropFilter',
  compute(tf, inputs, attrs) {
    const x = inputs.x as Tensor4D;
    const dy = inputs.dy as Tensor4D;
    const filterShape = attrs.filterShape as [number, number, number, number];
    const { strides, pad, dimRoundingMode } = attrs as { strides: [number, number]; pad: 'same'; dimRoundingMode?: 'floor' };
    const geometry = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
    const covered = coverInput(tf, x, geometry);
    const [kernelHeight, kernelWidth, inputChannels, outputChannels] = filterShape;
    if (kernelHeight === 1 && kernelWidth === 1) {
      const pixels = subsample(tf, covered, geometry).reshape([-1, inputChannels]) as Tensor2D;
      return tf.matMul(pixels, dy.reshape([-1, outputChannels]) as Tensor2D, true).reshape(filterShape);
    }
    const images = tf.transpose(covered, [3, 1, 2, 0]);
    const filters = tf.transpose(dy, [1, 2, 0, 3]);
    const gradient = tf.conv2d(images, filters, 1, 'valid', 'NHWC', strides);
    return tf.transpose(gradient, [1, 2, 0, 3]);
  },
};
