import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { convNorm, convOp, depthwiseOp } from './conv-norm.js';
import { activationField, channelsField, expansionField, kernelField, seldom, squeezeExciteField, strideField } from './fields.js';
import { addShortcut } from './shortcut.js';
import { hiddenOfInput, squeezeExcite } from './squeeze-excite.js';

const schema = z
  .strictObject({
    kind: z.literal('mbconv'),
    channels: channelsField,
    expansion: expansionField.default(6),
    kernel: kernelField.default(3),
    stride: strideField.default(1),
    squeezeExcite: squeezeExciteField,
    activation: activationField.default('relu6'),
    projectionActivation: seldom(activationField.describe('function after the projection'), 'linear'),
  })
  .readonly();

/**
 * Inverted residual with linear bottleneck: 1x1 expansion, depthwise convolution, optional squeeze-and-excite, 1x1 projection without
 * activation, and a shortcut where stride is 1 and channels agree (Sandler et al. 2018, MobileNetV2, section 3.3; with the gate it is
 * MBConv of MnasNet and EfficientNet, whose gate has max(1, floor(ratio * input channels)) hidden channels).
 * `projectionActivation` makes the non-linear bottleneck that the paper compares in section 6.
 */
export type MBConvBlock = z.infer<typeof schema>;

export const mbconv: BlockDefinition<MBConvBlock> = {
  schema,
  lower(block, input, context) {
    const { activation, projectionActivation = 'linear' } = block;
    const channels = context.graph.shape(input)[2];
    const expanded = Math.round(channels * block.expansion);
    let x = input;
    if (expanded !== channels) x = convNorm(context, 'expand', convOp(expanded, 1), activation, x);
    x = convNorm(context, 'depthwise', depthwiseOp(block.kernel, block.stride), activation, x);
    if (block.squeezeExcite > 0) {
      const hidden = hiddenOfInput(channels, block.squeezeExcite);
      x = squeezeExcite(context, { hidden, activation: activation === 'linear' ? 'relu' : activation, gate: 'sigmoid' }, x);
    }
    x = convNorm(context, 'project', convOp(block.channels, 1), projectionActivation, x);
    return block.stride === 1 && block.channels === channels ? addShortcut(context, x, input) : x;
  },
  widen: (block, scale) => ({ ...block, channels: scale.channels(block.channels) }),
  repeatable: () => true,
};
