import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { branch, join } from './branch.js';
import { channelsField, kernelField, optionalChannelsField, seldom } from './fields.js';
import { addPool } from './pool-op.js';

const schema = z
  .strictObject({
    kind: z.literal('inception'),
    pointwise: channelsField.describe('channels of the 1x1 branch'),
    reduce3: optionalChannelsField.describe('channels of the 1x1 before the 3x3; 0 leaves it out, as in the naive module'),
    conv3: channelsField.describe('channels of the 3x3 branch'),
    reduce5: optionalChannelsField.describe('channels of the 1x1 before the 5x5; 0 leaves it out, as in the naive module'),
    conv5: channelsField.describe('channels of the 5x5 branch'),
    poolProjection: optionalChannelsField.describe('channels of the 1x1 after the pooling; 0 leaves it out, as in the naive module'),
    largeKernel: seldom(kernelField.describe('kernel of the 5x5 branch, odd'), 5),
    norm: seldom(z.enum(['none', 'batch']).describe('none gives every convolution a bias instead'), 'none'),
  })
  .readonly();

/**
 * Inception module: 1x1, 3x3, 5x5 and max-pooling branches side by side, joined along the channels (Szegedy et al. 2014, GoogLeNet,
 * figure 2; 2a is the naive module, 2b the one with 1x1 reductions). `largeKernel` 3 is what torchvision builds in place of 5x5.
 */
export type InceptionBlock = z.infer<typeof schema>;

export const inception: BlockDefinition<InceptionBlock> = {
  schema,
  lower(block, input, context) {
    const { norm = 'none', largeKernel = 5 } = block;
    const reduced = (reduce: number, channels: number, kernel: number) =>
      reduce > 0
        ? [
            { channels: reduce, kernel: 1 },
            { channels, kernel },
          ]
        : [{ channels, kernel }];
    const pooled = addPool(context.graph, `${context.path}/pool`, { function: 'max', kernel: 3, stride: 1, padding: 'same' }, input);
    const projection = block.poolProjection > 0 ? [{ channels: block.poolProjection, kernel: 1 }] : [];
    return join(context, [
      branch(context, '1x1', [{ channels: block.pointwise, kernel: 1 }], input, norm),
      branch(context, '3x3', reduced(block.reduce3, block.conv3, 3), input, norm),
      branch(context, '5x5', reduced(block.reduce5, block.conv5, largeKernel), input, norm),
      branch(context, 'pool-projection', projection, pooled, norm),
    ]);
  },
  widen: (block, { channels }) => ({
    ...block,
    pointwise: channels(block.pointwise),
    reduce3: channels(block.reduce3),
    conv3: channels(block.conv3),
    reduce5: channels(block.reduce5),
    conv5: channels(block.conv5),
    poolProjection: channels(block.poolProjection),
  }),
  repeatable: () => true,
};
