import { type BlockSpec, EFFICIENTNET_STAGES, roundChannels, roundRepeats } from '@isoflop/blocks';
import { z } from 'zod';
import { defineSpace } from '../define-space.js';
import { choices, resolutionField, stridesField, widthField } from './fields.js';
import { preset } from './preset.js';

const schema = z.strictObject({
  preset: z.literal('efficientnet-scaling'),
  resolution: resolutionField.default([224, 240, 260, 300, 380, 456, 528, 600]),
  width: widthField.default([1, 1.1, 1.2, 1.4, 1.6, 1.8, 2]),
  depth: choices(z.number().gt(0).max(16))
    .default([1, 1.1, 1.2, 1.4, 1.8, 2.2, 2.6, 3.1])
    .describe('factors for the repeats of all stages, rounded up'),
  squeezeExcite: z.number().min(0).max(1).default(0.25).describe('hidden channels of the gates by those entering the block'),
  stemStride: z.int().min(1).max(4).default(2).describe('of the first convolution'),
  strides: stridesField(EFFICIENTNET_STAGES.map(([, stride]) => stride)),
});

const silu = (channels: number, kernel: number, stride = 1): BlockSpec => ({ kind: 'conv', channels, kernel, stride, activation: 'silu' });

/**
 * Nothing but the three factors of compound scaling: EfficientNet-B0 made deeper, wider and larger (Tan and Le 2019, section 3.2). The values
 * left out are those of the released B0 to B7, which are all points of the space.
 */
export const efficientnetScaling = preset({
  schema,
  open: ({ resolution, width, depth, squeezeExcite, stemStride, strides }) =>
    defineSpace('efficientnet-scaling', { resolution, width, depth })
      .stem(['width'], (chosen) => [silu(roundChannels(32, chosen.width), 3, stemStride)])
      .stage(['width', 'depth'], (chosen) =>
        EFFICIENTNET_STAGES.map(([kernel, , expansion, channels, repeats], i) => ({
          repeats: roundRepeats(repeats, chosen.depth),
          block: {
            kind: 'mbconv',
            channels: roundChannels(channels, chosen.width),
            expansion,
            kernel,
            stride: strides[i],
            squeezeExcite,
            activation: 'silu',
          },
        })),
      )
      .head(['width'], (chosen, { classes }) => [silu(roundChannels(1280, chosen.width), 1), { kind: 'classifier', classes, dropout: 0.2 }])
      .open({ stochasticDepth: 0.2 }),
});
