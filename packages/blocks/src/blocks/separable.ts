import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { convNorm, convOp, depthwiseOp } from './conv-norm.js';
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
    between: z
      .enum(['none'])
      .optional()
      .describe('none leaves normalisation and activation between the two convolutions out, as Xception does'),
  })
  .overwrite((block) => (block.pointwiseActivation === block.activation ? { ...block, pointwiseActivation: undefined } : block))
  .readonly();

/**
 * Depthwise convolution then 1x1 convolution: each normalised and activated (Howard et al. 2017, MobileNetV1, figure 3), or only the pair
 * (`between: none`, Chollet 2017, Xception, section 2).
 */
export type SeparableBlock = z.infer<typeof schema>;

export const separable: BlockDefinition<SeparableBlock> = {
  schema,
  lower(block, input, context) {
    const op = depthwiseOp(block.kernel, block.stride);
    const x =
      block.between === 'none'
        ? context.graph.add(`${context.path}/depthwise/conv`, op, [input])
        : convNorm(context, 'depthwise', op, block.activation, input);
    return convNorm(context, 'pointwise', convOp(block.channels, 1), block.pointwiseActivation ?? block.activation, x);
  },
  widen: (block, scale) => ({ ...block, channels: scale.channels(block.channels) }),
  repeatable: () => true,
};
