import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { convNorm, convOp } from './conv-norm.js';
import { activationField, channelsField, kernelField, strideField } from './fields.js';

const schema = z
  .strictObject({
    kind: z.literal('conv'),
    channels: channelsField,
    kernel: kernelField.default(3),
    stride: strideField.default(1),
    activation: activationField.default('relu'),
  })
  .readonly();

/** Convolution, batch normalisation, activation: stems, heads and plain stages. With kernel 1 it is the 1x1 convolution of Network in Network. */
export type ConvBlock = z.infer<typeof schema>;

export const conv: BlockDefinition<ConvBlock> = {
  schema,
  lower: (block, input, context) => convNorm(context, 'main', convOp(block.channels, block.kernel, block.stride), block.activation, input),
};
