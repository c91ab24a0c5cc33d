import { z } from 'zod';
import { ArchitectureError } from '../error.js';
import type { OpRule } from '../ir/op.js';
import { requireInputs, requirePositiveInteger } from './require.js';

const schema = z.strictObject({ kind: z.literal('dense'), units: z.number(), bias: z.boolean() }).readonly();

/** A fully connected layer on a vector [1, 1, C]; its kernel is [C, units]. */
export type Dense = z.infer<typeof schema>;

export const dense: OpRule<Dense> = {
  schema,
  outputShape(op, inputs, path) {
    requireInputs(inputs, 1, path);
    requirePositiveInteger(op.units, 'units', path);
    const [height, width] = inputs[0];
    if (height !== 1 || width !== 1) {
      throw new ArchitectureError(
        path,
        'a dense layer takes a vector of shape 1x1xC',
        inputs[0].join('x'),
        'pool globally or flatten before it',
      );
    }
    return [1, 1, op.units];
  },
  weights(op, [x]) {
    const kernel = { name: 'kernel', shape: [x[2], op.units], trainable: true } as const;
    return op.bias ? [kernel, { name: 'bias', shape: [op.units], trainable: true }] : [kernel];
  },
  macs: (op, [x]) => x[2] * op.units,
};
