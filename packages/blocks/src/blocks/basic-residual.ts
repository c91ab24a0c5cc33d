import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { activate, convNorm, convOp } from './conv-norm.js';
import { activationField, channelsField, kernelField, strideField } from './fields.js';
import { addShortcut, projectedShortcut } from './shortcut.js';

const schema = z
  .strictObject({
    kind: z.literal('basic-residual'),
    channels: channelsField,
    kernel: kernelField.default(3),
    stride: strideField.default(1),
    activation: activationField.default('relu'),
  })
  .readonly();

/**
 * Two convolutions beside a shortcut, activated after the sum (He et al. 2015, ResNet, figure 5 left). Where stride or channels change,
 * the shortcut is a 1x1 convolution (option B).
 */
export type BasicResidualBlock = z.infer<typeof schema>;

export const basicResidual: BlockDefinition<BasicResidualBlock> = {
  schema,
  lower(block, input, context) {
    const { channels, kernel, stride, activation } = block;
    let x = convNorm(context, 'first', convOp(channels, kernel, { stride }), activation, input);
    x = convNorm(context, 'second', convOp(channels, kernel), 'linear', x);
    return activate(context, 'sum', activation, addShortcut(context, x, projectedShortcut(context, channels, stride, input)));
  },
  widen: (block, scale) => ({ ...block, channels: scale.channels(block.channels) }),
  repeatable: () => true,
};
