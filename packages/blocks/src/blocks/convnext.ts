import { z } from 'zod';
import type { BlockDefinition } from './block.js';
import { convNorm, convOp, depthwiseOp } from './conv-norm.js';
import { activationField, expansionField, kernelField } from './fields.js';
import { addShortcut } from './shortcut.js';

const schema = z
  .strictObject({
    kind: z.literal('convnext'),
    expansion: expansionField.default(4),
    kernel: kernelField.default(7),
    activation: activationField.default('gelu'),
    layerScale: z
      .number()
      .min(0)
      .max(1)
      .default(1e-6)
      .describe('first value of the learned factor of every channel; 0 has no such factors'),
  })
  .readonly();

/**
 * Depthwise convolution, layer normalisation, 1x1 expansion, GELU, 1x1 projection and layer scale beside a shortcut; it keeps its shape
 * (Liu et al. 2022, A ConvNet for the 2020s, figure 4).
 */
export type ConvNeXtBlock = z.infer<typeof schema>;

export const convNeXt: BlockDefinition<ConvNeXtBlock> = {
  schema,
  lower(block, input, context) {
    const { graph, path } = context;
    const channels = graph.shape(input)[2];
    let x = convNorm(context, 'depthwise', depthwiseOp(block.kernel, 1), 'linear', input, 'layer');
    x = convNorm(context, 'expand', convOp(Math.round(channels * block.expansion), 1), block.activation, x, 'none');
    x = convNorm(context, 'project', convOp(channels, 1), 'linear', x, 'none');
    if (block.layerScale > 0) x = graph.add(`${path}/layer-scale`, { kind: 'layer-scale', initial: block.layerScale }, [x]);
    return addShortcut(context, x, input);
  },
  repeatable: () => true,
};
