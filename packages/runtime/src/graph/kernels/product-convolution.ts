import type { Shape } from '@isoflop/blocks';
import type { Window } from '../../eager/ops/window-taps.js';
import type { GraphTensor } from '../builder/tensor.js';
import type { Convolution } from './convolution.js';
import { concat, reshape, split } from './layout.js';
import { pointwiseConvolution } from './pointwise-convolution.js';
import { windowPixels } from './window-pixels.js';

/**
 * A dense convolution as one matrix product: the pixels under each tap side by side, times the kernel as a matrix (im2col). Slow, but right where
 * TensorFlow's own gradients of convolutions are not. `input` is height, width and channels of the whole input, of which a group has a part.
 */
export function productConvolution(window: Window, input: Shape): Convolution {
  const { taps, read, write } = windowPixels(window, input);
  const pointwise = pointwiseConvolution([1, 1]);
  const pixelsUnderTaps = (x: GraphTensor) => concat(read(x), 3);
  const asMatrix = (kernel: GraphTensor) => reshape(kernel, [1, 1, taps.length * kernel.shape[2], kernel.shape[3]]);
  return {
    forward: (x, kernel) => pointwise.forward(pixelsUnderTaps(x), asMatrix(kernel)),
    inputGradient(dy, x, kernel) {
      const channels = x.shape[3];
      const shape = [...dy.shape.slice(0, 3), taps.length * channels];
      const gradient = pointwise.inputGradient(dy, { ...x, shape }, asMatrix(kernel));
      return write(split(gradient, new Array(taps.length).fill(channels), 3), x);
    },
    kernelGradient: (dy, x, kernel) => reshape(pointwise.kernelGradient(dy, pixelsUnderTaps(x), asMatrix(kernel)), kernel.shape),
  };
}
