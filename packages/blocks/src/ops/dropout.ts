import { z } from 'zod';
import type { OpRule } from '../ir/op.js';
import { requireRate, sameShape } from './require.js';

const schema = z.strictObject({ kind: z.literal('dropout'), rate: z.number() }).readonly();

/** Zeroes single values with probability `rate` in training and scales the rest by 1/(1 - rate); the identity at inference. */
export type Dropout = z.infer<typeof schema>;

export const dropout: OpRule<Dropout> = {
  schema,
  outputShape(op, inputs, path) {
    requireRate(op.rate, path);
    return sameShape(inputs, path);
  },
  elementWise: true,
};
