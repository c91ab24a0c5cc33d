import { z } from 'zod';
import type { OpRule } from '../ir/op.js';
import { requireInputs } from './require.js';
import { windowFields, windowOutput } from './window.js';

const schema = z.strictObject({ kind: z.literal('max-pool'), ...windowFields }).readonly();

/** Largest value in a sliding window, channel by channel; padding never wins (it counts as minus infinity). */
export type MaxPool = z.infer<typeof schema>;

export const maxPool: OpRule<MaxPool> = {
  schema,
  outputShape(op, inputs, path) {
    requireInputs(inputs, 1, path);
    const [height, width] = windowOutput(op, inputs[0], path);
    return [height, width, inputs[0][2]];
  },
};
