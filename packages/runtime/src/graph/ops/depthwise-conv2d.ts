import type { OpOf, Shape } from '@isoflop/blocks';
import { axisWindows } from '../../eager/ops/window-taps.js';
import type { GraphTensor } from '../builder/tensor.js';
import { addBias } from '../kernels/bias.js';
import { convolve } from '../kernels/convolution.js';
import { depthwiseConvolution } from '../kernels/depthwise-convolution.js';
import { multiply } from '../kernels/elementwise.js';
import { reshape, spreadOut, subsample } from '../kernels/layout.js';
import { spreadTaps } from '../kernels/spread-taps.js';
import { paddingAttrs, windowPadding } from '../kernels/window-padding.js';
import type { GraphLayer } from '../layer.js';
import { extent } from './conv2d.js';
import { foldedBias } from './folded-bias.js';

type Depthwise = OpOf<'depthwise-conv2d'>;

/** `multiplier` filters per channel; `kernel` [height, width, channels, multiplier], `bias` [channels * multiplier]. */
export const writeDepthwiseConv2d: GraphLayer<Depthwise> = ({ op, inputs: [x], shapes: [shape], weight, affine }) => {
  const raw = weight('kernel');
  const scaled = affine ? multiply(raw, reshape(affine.scale, raw.shape.slice(2))) : raw;
  const y = applyWindow(op, shape, x, spreadTaps(scaled, op.dilation));
  const bias = foldedBias(op.bias ? weight('bias') : undefined, affine);
  return bias ? addBias(y, bias) : y;
};

function applyWindow(op: Depthwise, shape: Shape, x: GraphTensor, kernel: GraphTensor): GraphTensor {
  const window = { ...op, kernel: extent(op) };
  const output = [axisWindows(window, shape, 0).count, axisWindows(window, shape, 1).count] as const;
  if (op.stride[0] === op.stride[1]) return convolve(depthwiseConvolution(op.stride[0], paddingAttrs(window, shape), output), x, kernel);
  return unequalStrides(op, shape, x, kernel);
}

/** TensorFlow strides alike down and across: the window goes to every pixel and the places wanted are read. */
function unequalStrides(op: Depthwise, shape: Shape, x: GraphTensor, kernel: GraphTensor): GraphTensor {
  const { rows, columns } = windowPadding({ ...op, kernel: extent(op) }, shape);
  const everywhere = {
    kernel: extent(op),
    stride: [1, 1] as const,
    padding: { top: rows[0], bottom: rows[1], left: columns[0], right: columns[1] },
  };
  const output = [axisWindows(everywhere, shape, 0).count, axisWindows(everywhere, shape, 1).count] as const;
  const y = convolve(depthwiseConvolution(1, paddingAttrs(everywhere, shape), output), x, kernel);
  const steps = [1, ...op.stride, 1];
  return y.scope.tape.record(subsample(y, steps), [y], (dy) => [spreadOut(dy, y.shape, steps)]);
}
