import { z } from 'zod';
import type { NodeRef } from '../ir/graph.js';
import type { Size2d } from '../ir/shape.js';
import { roundChannels } from '../rounding.js';
import type { BlockDefinition } from './block.js';
import { branch, join } from './branch.js';
import { widthField } from './fields.js';
import { addPool } from './pool-op.js';

const schema = z.strictObject({ kind: z.literal('inception-e'), width: widthField }).readonly();

/** Inception-v3's module for 8x8 maps: 3x3 convolutions spread into 1x3 and 3x1 side by side (Szegedy et al. 2015, arXiv:1512.00567, figure 7). */
export type InceptionEBlock = z.infer<typeof schema>;

export const inceptionE: BlockDefinition<InceptionEBlock> = {
  schema,
  lower({ width }, input, context) {
    const step = (channels: number, ...kernel: Size2d) => ({ channels: roundChannels(channels, width), kernel });
    const pooled = addPool(context.graph, `${context.path}/pool`, { function: 'avg', kernel: 3, stride: 1, padding: 'same' }, input);
    const spread = (name: string, x: NodeRef) => [
      branch(context, `${name}/1x3`, [step(384, 1, 3)], x),
      branch(context, `${name}/3x1`, [step(384, 3, 1)], x),
    ];
    return join(context, [
      branch(context, '1x1', [step(320, 1, 1)], input),
      ...spread('3x3', branch(context, '3x3', [step(384, 1, 1)], input)),
      ...spread('double-3x3', branch(context, 'double-3x3', [step(448, 1, 1), step(384, 3, 3)], input)),
      branch(context, 'pool-projection', [step(192, 1, 1)], pooled),
    ]);
  },
  widen: (block, scale) => ({ ...block, width: block.width * scale.width }),
  repeatable: () => true,
};
