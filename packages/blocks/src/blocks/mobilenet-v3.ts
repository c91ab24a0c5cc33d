import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { convNorm, convOp, depthwiseOp } from './conv-norm.js';
import { activationField, channelsField, kernelField, strideField } from './fields.js';
import { addShortcut } from './shortcut.js';
import { hiddenOfExpanded, squeezeExcite } from './squeeze-excite.js';

const schema = z
  .strictObject({
    kind: z.literal('mobilenet-v3'),
    expanded: channelsField.describe(
      'channels of the depthwise part ("exp size" in the paper); those entering the block leave the 1x1 expansion out',
    ),
    channels: channelsField,
    kernel: kernelField.default(3),
    stride: strideField.default(1),
    squeezeExcite: z.boolean().default(false).describe('gate with a quarter of the expanded channels inside, a multiple of 8'),
    activation: activationField.default('hard-swish'),
  })
  .readonly();

/**
 * MobileNetV3's inverted residual: expanded channels stated outright, and a gate of ReLU and hard sigmoid with a quarter of them inside
 * (Howard et al. 2019, section 5.3 and tables 1 and 2).
 */
export type MobileNetV3Block = z.infer<typeof schema>;

export const mobileNetV3: BlockDefinition<MobileNetV3Block> = {
  schema,
  lower(block, input, context) {
    const { activation, expanded } = block;
    const channels = context.graph.shape(input)[2];
    let x = input;
    if (expanded !== channels) x = convNorm(context, 'expand', convOp(expanded, 1), activation, x);
    x = convNorm(context, 'depthwise', depthwiseOp(block.kernel, block.stride), activation, x);
    if (block.squeezeExcite) {
      x = squeezeExcite(context, { hidden: hiddenOfExpanded(expanded), activation: 'relu', gate: 'hard-sigmoid' }, x);
    }
    x = convNorm(context, 'project', convOp(block.channels, 1), 'linear', x);
    return block.stride === 1 && block.channels === channels ? addShortcut(context, x, input) : x;
  },
  widen: (block, scale) => ({ ...block, expanded: scale.channels(block.expanded), channels: scale.channels(block.channels) }),
  repeatable: () => true,
};
