import { ArchitectureError } from '../error.js';
import type { OpRule } from '../ir/op.js';
import { requireInputs, requirePositiveInteger, requireSize } from './require.js';
import { type Window, windowOutput } from './window.js';

/** A dense or grouped convolution; weights are [kernel height, kernel width, input channels / groups, filters]. */
export interface Conv2d extends Window {
  readonly kind: 'conv2d';
  readonly filters: number;
  readonly groups: number;
  readonly bias: boolean;
}

export const conv2d: OpRule<Conv2d> = {
  outputShape(op, inputs, path) {
    requireInputs(inputs, 1, path);
    requirePositiveInteger(op.filters, 'filters', path);
    requirePositiveInteger(op.groups, 'groups', path);
    requireSize(op.kernel, 'kernel', path);
    requireSize(op.stride, 'stride', path);
    requireSize(op.dilation, 'dilation', path);
    const channels = inputs[0][2];
    if (channels % op.groups !== 0 || op.filters % op.groups !== 0) {
      throw new ArchitectureError(
        path,
        'input channels and filters must both be divisible by groups',
        `${channels} channels, ${op.filters} filters, ${op.groups} groups`,
        'change the groups or round the channels to a multiple of them',
      );
    }
    const [height, width] = windowOutput(op, inputs[0], path);
    return [height, width, op.filters];
  },
  params: (op, [x]) => weights(op, x[2]) + (op.bias ? op.filters : 0),
  macs: (op, [x], output) => output[0] * output[1] * weights(op, x[2]),
};

function weights(op: Conv2d, channels: number): number {
  return op.kernel[0] * op.kernel[1] * (channels / op.groups) * op.filters;
}
