import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { convNorm, convOp } from './conv-norm.js';
import { activationField, anyKernelField, channelsField, oddKernel, paddingField, seldom, strideField } from './fields.js';

const schema = z
  .strictObject({
    kind: z.literal('mlpconv'),
    hidden: z.tuple([channelsField, channelsField]).readonly().describe('channels of the convolution and of the first 1x1'),
    channels: channelsField.describe('output channels, those of the second 1x1'),
    kernel: anyKernelField.default(3).describe('height and width of the kernel; odd, or any with valid padding'),
    stride: strideField.default(1),
    activation: activationField.default('relu'),
    padding: seldom(paddingField, 'same'),
  })
  .refine(({ kernel, padding }) => kernel % 2 === 1 || padding === 'valid', { ...oddKernel, path: ['kernel'] })
  .readonly();

/**
 * A convolution and two 1x1 convolutions, each with bias and activation: a small perceptron slid over the image
 * (Lin et al. 2013, Network in Network, section 3.1, where the 1x1s are called cascaded cross channel pooling).
 */
export type MlpconvBlock = z.infer<typeof schema>;

export const mlpconv: BlockDefinition<MlpconvBlock> = {
  schema,
  lower(block, input, context) {
    const { kernel, stride, padding = 'same', activation } = block;
    const [first, second] = block.hidden;
    let x = convNorm(context, 'main', convOp(first, kernel, { stride, padding }), activation, input, 'none');
    x = convNorm(context, 'cccp1', convOp(second, 1), activation, x, 'none');
    return convNorm(context, 'cccp2', convOp(block.channels, 1), activation, x, 'none');
  },
  widen: (block, scale) => {
    const [first, second] = block.hidden;
    return { ...block, hidden: [scale.channels(first), scale.channels(second)], channels: scale.channels(block.channels) };
  },
  repeatable: ({ padding }) => padding !== 'valid',
};
