import type { OpOf, Shape } from '@isoflop/blocks';
import { axisWindows, type Window } from '../../eager/ops/window-taps.js';
import { convShapeName } from '../../gradient-check/conv-shape.js';
import { convShapeOf } from '../../gradient-check/graph-shapes.js';
import type { GraphTensor } from '../builder/tensor.js';
import { convolve } from '../kernels/convolution.js';
import { depthwiseConvolution } from '../kernels/depthwise-convolution.js';
import { multiply } from '../kernels/elementwise.js';
import { reshape, spreadOut, subsample } from '../kernels/layout.js';
import { padded } from '../kernels/padded.js';
import { spreadTaps } from '../kernels/spread-taps.js';
import { tapwiseDepthwise } from '../kernels/tapwise-depthwise.js';
import { NO_PADDING, paddingKind, windowPadding } from '../kernels/window-padding.js';
import type { GraphLayer } from '../layer.js';
import { extent } from './conv2d.js';
import { finish, inOnePass, linearEnd, onePassWindow } from './linear-end.js';

type Depthwise = OpOf<'depthwise-conv2d'>;

/** `multiplier` filters per channel; `kernel` [height, width, channels, multiplier], `bias` [channels * multiplier]. */
export const writeDepthwiseConv2d: GraphLayer<Depthwise> = ({ op, inputs: [x], shapes: [shape], weight, fused, detours, mode }) => {
  const raw = weight('kernel');
  const scaled = fused?.affine ? multiply(raw, reshape(fused.affine.scale, raw.shape.slice(2))) : raw;
  const kernel = spreadTaps(scaled, op.dilation);
  const detoured = detours?.has(convShapeName(convShapeOf(op, shape)));
  const window = { ...op, kernel: extent(op) };
  const end = linearEnd(op.bias ? weight('bias') : undefined, fused);
  if (detoured) return finish(convolve(tapwiseDepthwise(window, shape), x, kernel), end);
  // TensorFlow's op takes one stride for both axes and no explicit padding.
  const suits = op.stride[0] === op.stride[1] && paddingKind(window, shape) !== 'EXPLICIT';
  const whole = suits ? inOnePass('convolveDepthwise', mode, [x, kernel], onePassWindow(window, shape), end) : undefined;
  return whole ?? finish(applyWindow(window, shape, x, kernel), end);
};

function applyWindow(window: Window, shape: Shape, x: GraphTensor, kernel: GraphTensor): GraphTensor {
  return window.stride[0] === window.stride[1] ? equalStrides(window, shape, x, kernel) : unequalStrides(window, shape, x, kernel);
}

function equalStrides(window: Window, shape: Shape, x: GraphTensor, kernel: GraphTensor): GraphTensor {
  const output = [axisWindows(window, shape, 0).count, axisWindows(window, shape, 1).count] as const;
  const padding = windowPadding(window, shape);
  const [stride] = window.stride;
  if (paddingKind(window, shape) !== 'EXPLICIT') return convolve(depthwiseConvolution(stride, padding, output), x, kernel);
  return convolve(depthwiseConvolution(stride, NO_PADDING, output), padded(x, padding), kernel);
}

/** TensorFlow strides alike down and across: the window goes to every pixel and the places wanted are read. */
function unequalStrides(window: Window, shape: Shape, x: GraphTensor, kernel: GraphTensor): GraphTensor {
  const { rows, columns } = windowPadding(window, shape);
  const padding = { top: rows[0], bottom: rows[1], left: columns[0], right: columns[1] };
  const y = equalStrides({ kernel: window.kernel, stride: [1, 1], padding }, shape, x, kernel);
  const steps = [1, ...window.stride, 1];
  return y.scope.tape.record(subsample(y, steps), [y], (dy) => [spreadOut(dy, y.shape, steps)]);
}
