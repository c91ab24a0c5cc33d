import type { Shape } from '@isoflop/blocks';
import type { Window } from '../../eager/ops/window-taps.js';
import type { GraphTensor } from '../builder/tensor.js';
import type { Convolution } from './convolution.js';
import { add, binary } from './elementwise.js';
import { concat, reshape, slice } from './layout.js';
import { reduce } from './reduce.js';
import { windowPixels } from './window-pixels.js';

/**
 * A depthwise convolution as a sum over the taps of pixels times weights. Several times slower, but right where TensorFlow's own gradients of
 * depthwise convolutions are not. Kernels are [height, width, channels, multiplier].
 */
export function tapwiseDepthwise(window: Window, input: Shape): Convolution {
  const { taps, read, write } = windowPixels(window, input);
  /** [.., channels] as [.., channels, multiplier], or with 1 in its place, to be stretched. */
  const parted = (x: GraphTensor, multiplier: number) => reshape(x, [...x.shape.slice(0, 3), x.shape[3] / multiplier, multiplier]);
  const times = (a: GraphTensor, b: GraphTensor, multiplier: number): GraphTensor => ({
    ...binary('Mul', a, b),
    shape: [...a.shape.slice(0, -1), multiplier],
  });
  const weightsOf = (kernel: GraphTensor) =>
    taps.map(([row, column]) => reshape(slice(kernel, [row, column, 0, 0], [1, 1, ...kernel.shape.slice(2)]), kernel.shape.slice(2)));
  return {
    forward(x, kernel) {
      const [channels, multiplier] = kernel.shape.slice(2);
      const weights = weightsOf(kernel);
      const products = read(x).map((pixels, tap) => times(parted(pixels, 1), weights[tap], multiplier));
      const sum = products.reduce((total, product) => add(total, product));
      return reshape(sum, [...sum.shape.slice(0, 3), channels * multiplier]);
    },
    inputGradient(dy, x, kernel) {
      const multiplier = kernel.shape[3];
      const dProduct = parted(dy, multiplier);
      const parts = weightsOf(kernel).map((weights) => reduce('Sum', times(dProduct, weights, multiplier), [4], false));
      return write(parts, x);
    },
    kernelGradient(dy, x, kernel) {
      const multiplier = kernel.shape[3];
      const dProduct = parted(dy, multiplier);
      const sums = read(x).map((pixels) => {
        const sum = reduce('Sum', times(parted(pixels, 1), dProduct, multiplier), [0, 1, 2], false);
        return reshape(sum, [1, ...sum.shape]);
      });
      return reshape(concat(sums, 0), kernel.shape);
    },
  };
}
