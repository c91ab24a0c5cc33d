import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { convNorm, convOp, sameWindow } from './conv-norm.js';
import { activationField, channelsField, kernelField, strideField } from './fields.js';

const schema = z
  .strictObject({
    kind: z.literal('separable'),
    channels: channelsField,
    kernel: kernelField.default(3),
    stride: strideField.default(1),
    activation: activationField
      .default('relu6')
      .describe('function after the depthwise and, unless pointwiseActivation says otherwise, the 1x1 convolution'),
    pointwiseActivation: activationField.optional(),
  })
  .readonly();

/** Depthwise convolution then 1x1 convolution, each normalised (Howard et al. 2017, MobileNetV1, figure 3). */
export type SeparableBlock = z.infer<typeof schema>;

export const separable: BlockDefinition<SeparableBlock> = {
  schema,
  lower(block, input, context) {
    const depthwise = { kind: 'depthwise-conv2d', multiplier: 1, ...sameWindow(block.kernel, block.stride), bias: false } as const;
    const x = convNorm(context, 'depthwise', depthwise, block.activation, input);
    return convNorm(context, 'pointwise', convOp(block.channels, 1, 1), block.pointwiseActivation ?? block.activation, x);
  },
};
