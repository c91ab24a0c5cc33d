import { z } from 'zod';
import type { Size2d } from '../ir/shape.js';
import { roundChannels } from '../rounding.js';
import type { BlockDefinition } from './block.js';
import { branch, join } from './branch.js';
import { widthField } from './fields.js';
import { addPool } from './pool-op.js';

const schema = z.strictObject({ kind: z.literal('inception-d'), width: widthField }).readonly();

/** Inception-v3's reduction from 17x17 to 8x8: a 3x3, a factorised 7x7 and a 3x3, and max pooling (arXiv:1512.00567, table 1; released code). */
export type InceptionDBlock = z.infer<typeof schema>;

export const inceptionD: BlockDefinition<InceptionDBlock> = {
  schema,
  lower({ width }, input, context) {
    const step = (channels: number, ...kernel: Size2d) => ({ channels: roundChannels(channels, width), kernel });
    const reduction = (channels: number) => ({ ...step(channels, 3, 3), stride: 2, padding: 'valid' }) as const;
    return join(context, [
      branch(context, '3x3', [step(192, 1, 1), reduction(320)], input),
      branch(context, '7x7', [step(192, 1, 1), step(192, 1, 7), step(192, 7, 1), reduction(192)], input),
      addPool(context.graph, `${context.path}/pool`, { function: 'max', kernel: 3, stride: 2, padding: 'valid' }, input),
    ]);
  },
  widen: (block, scale) => ({ ...block, width: block.width * scale.width }),
};
