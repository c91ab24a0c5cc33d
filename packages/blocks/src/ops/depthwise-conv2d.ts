import { z } from 'zod';
import type { OpRule } from '../ir/op.js';
import { requireInputs, requirePositiveInteger } from './require.js';
import { dilatedWindowFields, windowOutput } from './window.js';

const schema = z
  .strictObject({ kind: z.literal('depthwise-conv2d'), multiplier: z.number(), ...dilatedWindowFields, bias: z.boolean() })
  .readonly();

/** One filter (or `multiplier` filters) per channel; its kernel is [kernel height, kernel width, channels, multiplier]. */
export type DepthwiseConv2d = z.infer<typeof schema>;

export const depthwiseConv2d: OpRule<DepthwiseConv2d> = {
  schema,
  outputShape(op, inputs, path) {
    requireInputs(inputs, 1, path);
    requirePositiveInteger(op.multiplier, 'multiplier', path);
    const [height, width] = windowOutput(op, inputs[0], path);
    return [height, width, inputs[0][2] * op.multiplier];
  },
  weights(op, [x]) {
    const kernel = { name: 'kernel', shape: [op.kernel[0], op.kernel[1], x[2], op.multiplier], trainable: true } as const;
    return op.bias ? [kernel, { name: 'bias', shape: [x[2] * op.multiplier], trainable: true }] : [kernel];
  },
  macs: (op, _inputs, output) => output[0] * output[1] * output[2] * op.kernel[0] * op.kernel[1],
};
