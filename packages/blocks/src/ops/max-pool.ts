import { z } from 'zod';
import type { OpRule } from '../ir/op.js';
import { pooledShape, windowFields } from './window.js';

const schema = z.strictObject({ kind: z.literal('max-pool'), ...windowFields }).readonly();

/** Largest value in a sliding window, channel by channel; padding never wins (it counts as minus infinity). */
export type MaxPool = z.infer<typeof schema>;

export const maxPool: OpRule<MaxPool> = {
  schema,
  outputShape: pooledShape,
};
