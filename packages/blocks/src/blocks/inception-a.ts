import { z } from 'zod';
import { roundChannels } from '../rounding.js';
import type { BlockDefinition } from './block.js';
import { branch, join } from './branch.js';
import { channelsField, widthField } from './fields.js';
import { addPool } from './pool-op.js';

const schema = z
  .strictObject({
    kind: z.literal('inception-a'),
    poolProjection: channelsField.default(64).describe('channels of the 1x1 after the pooling'),
    width: widthField,
  })
  .readonly();

/** Inception-v3's module for 35x35 maps: 1x1, 5x5, two 3x3s and pooling (Szegedy et al. 2015, arXiv:1512.00567, figure 5). */
export type InceptionABlock = z.infer<typeof schema>;

export const inceptionA: BlockDefinition<InceptionABlock> = {
  schema,
  lower({ poolProjection, width }, input, context) {
    const step = (channels: number, kernel: number) => ({ channels: roundChannels(channels, width), kernel });
    const pooled = addPool(context.graph, `${context.path}/pool`, { function: 'avg', kernel: 3, stride: 1, padding: 'same' }, input);
    return join(context, [
      branch(context, '1x1', [step(64, 1)], input),
      branch(context, '5x5', [step(48, 1), step(64, 5)], input),
      branch(context, 'double-3x3', [step(64, 1), step(96, 3), step(96, 3)], input),
      branch(context, 'pool-projection', [{ channels: poolProjection, kernel: 1 }], pooled),
    ]);
  },
  widen: (block, scale) => ({ ...block, width: block.width * scale.width, poolProjection: scale.channels(block.poolProjection) }),
  repeatable: () => true,
};
