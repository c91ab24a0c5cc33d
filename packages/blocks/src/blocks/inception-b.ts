import { z } from 'zod';
import { roundChannels } from '../rounding.js';
import type { BlockDefinition } from './block.js';
import { branch, join } from './branch.js';
import { widthField } from './fields.js';
import { addPool } from './pool-op.js';

const schema = z.strictObject({ kind: z.literal('inception-b'), width: widthField }).readonly();

/** Inception-v3's reduction from 35x35 to 17x17: a 3x3, a 1x1 and two 3x3s, and max pooling, all with stride 2 (arXiv:1512.00567, figure 10). */
export type InceptionBBlock = z.infer<typeof schema>;

export const inceptionB: BlockDefinition<InceptionBBlock> = {
  schema,
  lower({ width }, input, context) {
    const step = (channels: number, kernel: number) => ({ channels: roundChannels(channels, width), kernel });
    const reduction = (channels: number) => ({ ...step(channels, 3), stride: 2, padding: 'valid' }) as const;
    return join(context, [
      branch(context, '3x3', [reduction(384)], input),
      branch(context, 'double-3x3', [step(64, 1), step(96, 3), reduction(96)], input),
      addPool(context.graph, `${context.path}/pool`, { function: 'max', kernel: 3, stride: 2, padding: 'valid' }, input),
    ]);
  },
  widen: (block, scale) => ({ ...block, width: block.width * scale.width }),
};
