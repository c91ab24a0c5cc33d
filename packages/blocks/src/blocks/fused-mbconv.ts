import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { convNorm, convOp } from './conv-norm.js';
import { activationField, channelsField, expansionField, kernelField, squeezeExciteField, strideField } from './fields.js';
import { addShortcut } from './shortcut.js';
import { hiddenOfInput, squeezeExcite } from './squeeze-excite.js';

const schema = z
  .strictObject({
    kind: z.literal('fused-mbconv'),
    channels: channelsField,
    expansion: expansionField.default(4),
    kernel: kernelField.default(3),
    stride: strideField.default(1),
    squeezeExcite: squeezeExciteField,
    activation: activationField.default('silu'),
  })
  .readonly();

/**
 * MBConv whose 1x1 expansion and depthwise convolution are one dense convolution, which accelerators run faster in early stages
 * (Gupta and Tan 2019; Tan and Le 2021, EfficientNetV2, figure 2). Without expansion it is that one convolution, activated.
 */
export type FusedMBConvBlock = z.infer<typeof schema>;

export const fusedMBConv: BlockDefinition<FusedMBConvBlock> = {
  schema,
  lower(block, input, context) {
    const { activation, stride, kernel } = block;
    const channels = context.graph.shape(input)[2];
    const expanded = Math.round(channels * block.expansion);
    const isExpanded = expanded !== channels;
    let x = convNorm(context, 'fused', convOp(isExpanded ? expanded : block.channels, kernel, { stride }), activation, input);
    if (block.squeezeExcite > 0) {
      const hidden = hiddenOfInput(channels, block.squeezeExcite);
      x = squeezeExcite(context, { hidden, activation: activation === 'linear' ? 'relu' : activation, gate: 'sigmoid' }, x);
    }
    if (isExpanded) x = convNorm(context, 'project', convOp(block.channels, 1), 'linear', x);
    return stride === 1 && block.channels === channels ? addShortcut(context, x, input) : x;
  },
  widen: (block, scale) => ({ ...block, channels: scale.channels(block.channels) }),
  repeatable: () => true,
};
