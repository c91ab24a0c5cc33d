import { z } from 'zod';
import type { OpRule } from '../ir/op.js';
import { requireRate, sameShape } from './require.js';

const schema = z.strictObject({ kind: z.literal('drop-path'), rate: z.number() }).readonly();

/** Stochastic depth (Huang et al. 2016): in training drops a residual branch for a whole image with probability `rate` and scales the rest by 1/(1 - rate). */
export type DropPath = z.infer<typeof schema>;

export const dropPath: OpRule<DropPath> = {
  schema,
  outputShape(op, inputs, path) {
    requireRate(op.rate, path);
    return sameShape(inputs, path);
  },
  elementWise: true,
};
