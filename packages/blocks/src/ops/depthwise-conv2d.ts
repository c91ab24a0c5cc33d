import type { OpRule } from '../ir/op.js';
import { requireInputs, requirePositiveInteger, requireSize } from './require.js';
import { type Window, windowOutput } from './window.js';

/** One filter (or `multiplier` filters) per channel; weights are [kernel height, kernel width, channels, multiplier]. */
export interface DepthwiseConv2d extends Window {
  readonly kind: 'depthwise-conv2d';
  readonly multiplier: number;
  readonly bias: boolean;
}

export const depthwiseConv2d: OpRule<DepthwiseConv2d> = {
  outputShape(op, inputs, path) {
    requireInputs(inputs, 1, path);
    requirePositiveInteger(op.multiplier, 'multiplier', path);
    requireSize(op.kernel, 'kernel', path);
    requireSize(op.stride, 'stride', path);
    requireSize(op.dilation, 'dilation', path);
    const [height, width] = windowOutput(op, inputs[0], path);
    return [height, width, inputs[0][2] * op.multiplier];
  },
  params: (op, [x]) => (op.kernel[0] * op.kernel[1] + (op.bias ? 1 : 0)) * x[2] * op.multiplier,
  macs: (op, _inputs, output) => output[0] * output[1] * output[2] * op.kernel[0] * op.kernel[1],
};
