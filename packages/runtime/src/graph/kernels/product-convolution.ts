import type { Shape } from '@isoflop/blocks';
import { axisWindows, type Window } from '../../eager/ops/window-taps.js';
import type { GraphTensor } from '../builder/tensor.js';
import { addAll } from './add-all.js';
import type { Convolution } from './convolution.js';
import { concat, pad, padImages, reshape, slice, split, spreadOut, subsample } from './layout.js';
import { pointwiseConvolution } from './pointwise-convolution.js';
import { windowPadding } from './window-padding.js';

/**
 * A dense convolution as one matrix product: the pixels under each tap side by side, times the kernel as a matrix (im2col). Slow, but right where
 * TensorFlow's own gradients of convolutions are not. `input` is height, width and channels of the whole input, of which a group has a part.
 */
export function productConvolution(window: Window, input: Shape): Convolution {
  const { kernel: extent, stride } = window;
  const { rows, columns } = windowPadding(window, input);
  const [height, width] = [input[0] + rows[0] + rows[1], input[1] + columns[0] + columns[1]];
  const reach = ([0, 1] as const).map((axis) => (axisWindows(window, input, axis).count - 1) * stride[axis] + 1);
  const steps = [1, ...stride, 1];
  const taps = Array.from({ length: extent[0] * extent[1] }, (_, tap) => [Math.floor(tap / extent[1]), tap % extent[1]] as const);
  const pointwise = pointwiseConvolution([1, 1]);
  const pixelsUnderTaps = (x: GraphTensor): GraphTensor => {
    const padded = padImages(x, rows, columns);
    return concat(
      taps.map(([row, column]) => subsample(slice(padded, [0, row, column, 0], [-1, reach[0], reach[1], x.shape[3]]), steps)),
      3,
    );
  };
  const asMatrix = (kernel: GraphTensor) => reshape(kernel, [1, 1, taps.length * kernel.shape[2], kernel.shape[3]]);
  return {
    forward: (x, kernel) => pointwise.forward(pixelsUnderTaps(x), asMatrix(kernel)),
    inputGradient(dy, x, kernel) {
      const channels = x.shape[3];
      const shape = [...dy.shape.slice(0, 3), taps.length * channels];
      const gradient = pointwise.inputGradient(dy, { ...x, shape }, asMatrix(kernel));
      const parts = split(gradient, new Array(taps.length).fill(channels), 3).map((part, tap) => {
        const [row, column] = taps[tap];
        const spread = spreadOut(part, [x.shape[0], reach[0], reach[1], channels], steps);
        return pad(spread, [
          [0, 0],
          [row, height - reach[0] - row],
          [column, width - reach[1] - column],
          [0, 0],
        ]);
      });
      return slice(addAll(parts), [0, rows[0], columns[0], 0], x.shape);
    },
    kernelGradient: (dy, x, kernel) => reshape(pointwise.kernelGradient(dy, pixelsUnderTaps(x), asMatrix(kernel)), kernel.shape),
  };
}
