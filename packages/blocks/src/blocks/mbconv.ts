import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { convNorm, convOp, sameWindow } from './conv-norm.js';
import { activationField, channelsField, kernelField, strideField } from './fields.js';
import { squeezeExcite } from './squeeze-excite.js';

const schema = z
  .strictObject({
    kind: z.literal('mbconv'),
    channels: channelsField,
    expansion: z
      .number()
      .min(1)
      .max(16)
      .default(6)
      .describe('channels of the depthwise part divided by input channels; 1 leaves the 1x1 expansion out'),
    kernel: kernelField.default(3),
    stride: strideField.default(1),
    squeezeExcite: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('hidden channels of the gate divided by the channels entering the block; 0 has no gate'),
    activation: activationField.default('relu6'),
  })
  .readonly();

/**
 * Inverted residual with linear bottleneck: 1x1 expansion, depthwise convolution, optional squeeze-and-excite, 1x1 projection without
 * activation, and a shortcut where stride is 1 and channels agree (Sandler et al. 2018, MobileNetV2, section 3.3; with the gate it is
 * MBConv of MnasNet and EfficientNet, whose gate has max(1, floor(ratio * input channels)) hidden channels).
 */
export type MBConvBlock = z.infer<typeof schema>;

export const mbconv: BlockDefinition<MBConvBlock> = {
  schema,
  lower(block, input, context) {
    const { graph, path } = context;
    const channels = graph.shape(input)[2];
    const expanded = Math.round(channels * block.expansion);
    let x = input;
    if (expanded !== channels) x = convNorm(context, 'expand', convOp(expanded, 1, 1), block.activation, x);
    const depthwise = { kind: 'depthwise-conv2d', multiplier: 1, ...sameWindow(block.kernel, block.stride), bias: false } as const;
    x = convNorm(context, 'depthwise', depthwise, block.activation, x);
    if (block.squeezeExcite > 0) {
      const hidden = Math.max(1, Math.floor(channels * block.squeezeExcite));
      x = squeezeExcite(context, { hidden, activation: block.activation === 'linear' ? 'relu' : block.activation, gate: 'sigmoid' }, x);
    }
    x = convNorm(context, 'project', convOp(block.channels, 1, 1), 'linear', x);
    if (block.stride !== 1 || block.channels !== channels) return x;
    if (context.dropPath > 0) x = graph.add(`${path}/drop-path`, { kind: 'drop-path', rate: context.dropPath }, [x]);
    return graph.add(`${path}/add`, { kind: 'add' }, [x, input]);
  },
};
