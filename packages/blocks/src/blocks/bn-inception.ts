import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { branch, join } from './branch.js';
import { channelsField, optionalChannelsField } from './fields.js';
import { addPool } from './pool-op.js';

const schema = z
  .strictObject({
    kind: z.literal('bn-inception'),
    pointwise: optionalChannelsField.describe('channels of the 1x1 branch; 0 leaves it out, as the modules with stride 2 do'),
    reduce3: channelsField.describe('channels of the 1x1 before the 3x3'),
    conv3: channelsField.describe('channels of the 3x3 branch'),
    reduceDouble3: channelsField.describe('channels of the 1x1 before the two 3x3s'),
    double3: channelsField.describe('channels of the branch of two 3x3s'),
    pool: z.enum(['avg', 'max']).default('avg'),
    poolProjection: optionalChannelsField.describe('channels of the 1x1 after the pooling; 0 passes the pooled input through'),
    stride: z.int().min(1).max(2).default(1),
  })
  .readonly();

/**
 * Batch-normalised Inception module in which two 3x3 convolutions take the place of a 5x5: the same field of view for 18/25 of the
 * multiply-adds (Ioffe and Szegedy 2015, appendix, figure 5). With stride 2 it halves the map and has no 1x1 branch.
 */
export type BnInceptionBlock = z.infer<typeof schema>;

export const bnInception: BlockDefinition<BnInceptionBlock> = {
  schema,
  lower(block, input, context) {
    const { stride } = block;
    const pooled = addPool(context.graph, `${context.path}/pool`, { function: block.pool, kernel: 3, stride, padding: 'same' }, input);
    const projection = block.poolProjection > 0 ? [{ channels: block.poolProjection, kernel: 1 }] : [];
    const branches = [
      branch(
        context,
        '3x3',
        [
          { channels: block.reduce3, kernel: 1 },
          { channels: block.conv3, kernel: 3, stride },
        ],
        input,
      ),
      branch(
        context,
        'double-3x3',
        [
          { channels: block.reduceDouble3, kernel: 1 },
          { channels: block.double3, kernel: 3 },
          { channels: block.double3, kernel: 3, stride },
        ],
        input,
      ),
      branch(context, 'pool-projection', projection, pooled),
    ];
    if (block.pointwise > 0) branches.unshift(branch(context, '1x1', [{ channels: block.pointwise, kernel: 1, stride }], input));
    return join(context, branches);
  },
  widen: (block, { channels }) => ({
    ...block,
    pointwise: channels(block.pointwise),
    reduce3: channels(block.reduce3),
    conv3: channels(block.conv3),
    reduceDouble3: channels(block.reduceDouble3),
    double3: channels(block.double3),
    poolProjection: channels(block.poolProjection),
  }),
  repeatable: ({ stride }) => stride === 1,
};
