import { z } from 'zod';
import type { Size2d } from '../ir/shape.js';
import { roundChannels } from '../rounding.js';
import type { BlockDefinition } from './block.js';
import { branch, join } from './branch.js';
import { channelsField, widthField } from './fields.js';
import { addPool } from './pool-op.js';

const schema = z
  .strictObject({
    kind: z.literal('inception-c'),
    hidden: channelsField.default(192).describe('channels inside the 7x7 branches: 128, 160 or 192 in Inception-v3'),
    width: widthField,
  })
  .readonly();

/** Inception-v3's module for 17x17 maps: 7x7 convolutions factorised into 1x7 and 7x1 (Szegedy et al. 2015, arXiv:1512.00567, figure 6, n = 7). */
export type InceptionCBlock = z.infer<typeof schema>;

export const inceptionC: BlockDefinition<InceptionCBlock> = {
  schema,
  lower({ hidden, width }, input, context) {
    const output = roundChannels(192, width);
    const step = (channels: number, ...kernel: Size2d) => ({ channels, kernel });
    const pooled = addPool(context.graph, `${context.path}/pool`, { function: 'avg', kernel: 3, stride: 1, padding: 'same' }, input);
    return join(context, [
      branch(context, '1x1', [step(output, 1, 1)], input),
      branch(context, '7x7', [step(hidden, 1, 1), step(hidden, 1, 7), step(output, 7, 1)], input),
      branch(
        context,
        'double-7x7',
        [step(hidden, 1, 1), step(hidden, 7, 1), step(hidden, 1, 7), step(hidden, 7, 1), step(output, 1, 7)],
        input,
      ),
      branch(context, 'pool-projection', [step(output, 1, 1)], pooled),
    ]);
  },
  widen: (block, scale) => ({ ...block, width: block.width * scale.width, hidden: scale.channels(block.hidden) }),
  repeatable: () => true,
};
