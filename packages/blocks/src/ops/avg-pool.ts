import { z } from 'zod';
import type { OpRule } from '../ir/op.js';
import { pooledShape, windowFields } from './window.js';

const schema = z.strictObject({ kind: z.literal('avg-pool'), ...windowFields, countPadding: z.boolean() }).readonly();

/**
 * Mean of a sliding window, channel by channel. With `countPadding` padded pixels count as zeros and the divisor is the kernel's area
 * (PyTorch's default, `count_include_pad`); without, only the pixels of the image count (TensorFlow).
 */
export type AvgPool = z.infer<typeof schema>;

export const avgPool: OpRule<AvgPool> = {
  schema,
  outputShape: pooledShape,
};
