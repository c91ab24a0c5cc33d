import { z } from 'zod';
import type { NodeRef } from '../ir/graph.js';
import type { BlockDefinition } from './block.js';
import { activate, convNorm, convOp, depthwiseOp } from './conv-norm.js';
import { channelsField, kernelField } from './fields.js';
import { addPool } from './pool-op.js';
import { addShortcut, projectedShortcut } from './shortcut.js';

const schema = z
  .strictObject({
    kind: z.literal('xception'),
    hidden: z.array(channelsField).min(1).max(16).readonly().describe('channels of every separable convolution but the last'),
    channels: channelsField,
    kernel: kernelField.default(3),
    stride: z.int().min(1).max(2).default(1).describe('2 ends the branch with max pooling'),
    leadingActivation: z.boolean().default(true).describe('false leaves out the ReLU before the first convolution'),
  })
  .readonly();

/**
 * Residual module of separable convolutions in Xception's order, the activation before each: ReLU, depthwise, 1x1, normalisation
 * (Chollet 2017, figure 5).
 */
export type XceptionBlock = z.infer<typeof schema>;

export const xception: BlockDefinition<XceptionBlock> = {
  schema,
  lower(block, input, context) {
    const { graph, path } = context;
    let x: NodeRef = input;
    for (const [i, channels] of [...block.hidden, block.channels].entries()) {
      const name = `separable/${i}`;
      if (i > 0 || block.leadingActivation) x = activate(context, name, 'relu', x);
      x = graph.add(`${path}/${name}/depthwise/conv`, depthwiseOp(block.kernel, 1), [x]);
      x = convNorm(context, `${name}/pointwise`, convOp(channels, 1), 'linear', x);
    }
    if (block.stride === 2) x = addPool(graph, `${path}/pool`, { function: 'max', kernel: 3, stride: 2, padding: 'same' }, x);
    return addShortcut(context, x, projectedShortcut(context, block.channels, block.stride, input));
  },
  widen: (block, { channels }) => ({ ...block, hidden: block.hidden.map((count) => channels(count)), channels: channels(block.channels) }),
  repeatable: () => true,
};
