import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { anyKernelField, strideField } from './fields.js';
import { addPool } from './pool-op.js';

const schema = z
  .strictObject({
    kind: z.literal('pool'),
    function: z.enum(['max', 'avg']),
    kernel: anyKernelField.default(3),
    stride: strideField.default(2),
    padding: z
      .enum(['same', 'valid', 'ceil'])
      .default('same')
      .describe("ceil is Caffe's: no padding before, and a last window that may hang over the end"),
  })
  .readonly();

/** Max or average pooling over a sliding window; padding never wins a maximum and never counts in a mean. */
export type PoolBlock = z.infer<typeof schema>;

export const pool: BlockDefinition<PoolBlock> = {
  schema,
  lower: (block, input, { graph, path }) => addPool(graph, `${path}/pool`, block, input),
};
