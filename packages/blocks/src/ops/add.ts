import { z } from 'zod';
import { ArchitectureError } from '../error.js';
import type { OpRule } from '../ir/op.js';
import { requireInputs } from './require.js';

const schema = z.strictObject({ kind: z.literal('add') }).readonly();

/** Element-wise sum of two tensors of one shape: a residual connection. */
export type Add = z.infer<typeof schema>;

export const add: OpRule<Add> = {
  schema,
  outputShape(_op, inputs, path) {
    requireInputs(inputs, 2, path);
    const [a, b] = inputs;
    if (a[0] !== b[0] || a[1] !== b[1] || a[2] !== b[2]) {
      throw new ArchitectureError(
        path,
        'both summands must have one shape',
        `${a.join('x')} and ${b.join('x')}`,
        'project the shortcut with a 1x1 convolution or drop it',
      );
    }
    return a;
  },
  elementWise: true,
};
