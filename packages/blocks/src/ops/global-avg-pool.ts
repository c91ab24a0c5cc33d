import { z } from 'zod';
import type { OpRule } from '../ir/op.js';
import { requireInputs } from './require.js';

const schema = z.strictObject({ kind: z.literal('global-avg-pool') }).readonly();

/** Mean over height and width, [H, W, C] to [1, 1, C] (Network in Network, section 3.2). */
export type GlobalAvgPool = z.infer<typeof schema>;

export const globalAvgPool: OpRule<GlobalAvgPool> = {
  schema,
  outputShape(_op, inputs, path) {
    requireInputs(inputs, 1, path);
    return [1, 1, inputs[0][2]];
  },
};
