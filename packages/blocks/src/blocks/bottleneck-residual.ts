import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { activate, convNorm, convOp } from './conv-norm.js';
import { activationField, channelsField, groupsField, kernelField, seldom, squeezeExciteField, strideField } from './fields.js';
import { addShortcut, projectedShortcut } from './shortcut.js';
import { hiddenOfInput, squeezeExcite } from './squeeze-excite.js';

const schema = z
  .strictObject({
    kind: z.literal('bottleneck-residual'),
    channels: channelsField,
    bottleneck: channelsField.describe('channels of the 3x3 convolution: a quarter of the output in ResNet, all of it in RegNet'),
    groups: seldom(groupsField, 1),
    kernel: kernelField.default(3),
    stride: strideField.default(1),
    squeezeExcite: squeezeExciteField,
    activation: activationField.default('relu'),
  })
  .readonly();

/**
 * 1x1, grouped 3x3 and 1x1 convolutions beside a shortcut, activated after the sum: ResNet's bottleneck (He et al. 2015, figure 5 right; the
 * stride in the 3x3, "v1.5"), ResNeXt with groups, wide ResNet with a broad bottleneck, RegNet X with none and RegNet Y with a gate.
 */
export type BottleneckResidualBlock = z.infer<typeof schema>;

export const bottleneckResidual: BlockDefinition<BottleneckResidualBlock> = {
  schema,
  lower(block, input, context) {
    const { channels, bottleneck, groups = 1, kernel, stride, activation } = block;
    let x = convNorm(context, 'reduce', convOp(bottleneck, 1), activation, input);
    x = convNorm(context, 'middle', convOp(bottleneck, kernel, { stride, groups }), activation, x);
    if (block.squeezeExcite > 0) {
      const hidden = hiddenOfInput(context.graph.shape(input)[2], block.squeezeExcite);
      x = squeezeExcite(context, { hidden, activation: activation === 'linear' ? 'relu' : activation, gate: 'sigmoid' }, x);
    }
    x = convNorm(context, 'expand', convOp(channels, 1), 'linear', x);
    return activate(context, 'sum', activation, addShortcut(context, x, projectedShortcut(context, channels, stride, input)));
  },
  widen: (block, scale) => ({
    ...block,
    channels: scale.channels(block.channels),
    bottleneck: scale.channels(block.bottleneck, block.groups),
  }),
  repeatable: () => true,
};
