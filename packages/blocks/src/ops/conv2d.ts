import { z } from 'zod';
import { ArchitectureError } from '../error.js';
import type { OpRule } from '../ir/op.js';
import { requireInputs, requirePositiveInteger } from './require.js';
import { dilatedWindowFields, windowOutput } from './window.js';

const schema = z
  .strictObject({ kind: z.literal('conv2d'), filters: z.number(), ...dilatedWindowFields, groups: z.number(), bias: z.boolean() })
  .readonly();

/** A dense or grouped convolution; its kernel is [kernel height, kernel width, input channels / groups, filters]. */
export type Conv2d = z.infer<typeof schema>;

export const conv2d: OpRule<Conv2d> = {
  schema,
  outputShape(op, inputs, path) {
    requireInputs(inputs, 1, path);
    requirePositiveInteger(op.filters, 'filters', path);
    requirePositiveInteger(op.groups, 'groups', path);
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
  weights(op, [x]) {
    const kernel = { name: 'kernel', shape: [op.kernel[0], op.kernel[1], x[2] / op.groups, op.filters], trainable: true } as const;
    return op.bias ? [kernel, { name: 'bias', shape: [op.filters], trainable: true }] : [kernel];
  },
  macs: (op, [x], output) => output[0] * output[1] * op.kernel[0] * op.kernel[1] * (x[2] / op.groups) * op.filters,
};
