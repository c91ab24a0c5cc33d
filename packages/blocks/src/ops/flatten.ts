import { z } from 'zod';
import type { OpRule } from '../ir/op.js';
import { elements } from '../ir/shape.js';
import { requireInputs } from './require.js';

const schema = z.strictObject({ kind: z.literal('flatten') }).readonly();

/** [H, W, C] to the vector [1, 1, H·W·C], channels varying fastest. It moves no data. */
export type Flatten = z.infer<typeof schema>;

export const flatten: OpRule<Flatten> = {
  schema,
  outputShape(_op, inputs, path) {
    requireInputs(inputs, 1, path);
    return [1, 1, elements(inputs[0])];
  },
  elementWise: true,
};
