import { MOBILENETV2_STAGES, roundChannels } from '@isoflop/blocks';
import { z } from 'zod';
import { defineSpace } from '../define-space.js';
import { choices, kernelValue, repeatsAround, resolutionField, stridesField, widthField } from './fields.js';
import { preset } from './preset.js';

const schema = z.strictObject({
  preset: z.literal('mobilenetv2'),
  resolution: resolutionField.default([224, 96, 128, 160, 192]),
  width: widthField.default([1, 0.35, 0.5, 0.75, 1.3, 1.4]),
  extraBlocks: choices(z.int().min(-8).max(32))
    .default([0, -1, 1])
    .describe('added to the published repeats of a stage; at least one block stays'),
  kernel: choices(kernelValue).default([3, 5, 7]).describe('kernels of a stage’s depthwise convolutions, odd'),
  expansion: choices(z.number().min(1).max(16))
    .default([6, 3])
    .describe('channels inside a block by those entering it, but in the first stage'),
  stemStride: z.int().min(1).max(4).default(2).describe('of the first convolution'),
  strides: stridesField(MOBILENETV2_STAGES.map(([, , , stride]) => stride)),
});

/**
 * Around MobileNetV2 (Sandler et al. 2018, table 2): width and resolution as in section 6.1, and in every stage kernel, expansion and number of
 * blocks, as later searches on this backbone chose them (Cai et al. 2019, ProxylessNAS: kernels 3, 5, 7 and expansions 3, 6). The base is
 * MobileNetV2 itself. The last 1x1 convolution is widened but never narrowed, as in the released code.
 */
export const mobilenetv2 = preset({
  schema,
  open({ resolution, width, extraBlocks, kernel, expansion, stemStride, strides }) {
    const stages = MOBILENETV2_STAGES.map(([published, channels, repeats], i) => ({
      channels,
      stride: strides[i],
      // Without an expansion the first stage has no convolution to expand.
      expansion: published === 1 ? [1] : expansion,
      repeats: repeatsAround(repeats, extraBlocks),
      name: (dimension: string) => `stage${i + 1}.${dimension}`,
    }));
    const lists: { readonly [name: string]: readonly number[]; readonly resolution: readonly number[]; readonly width: readonly number[] } =
      {
        resolution,
        width,
        ...Object.fromEntries(
          stages.flatMap((stage) => [
            [stage.name('repeats'), stage.repeats],
            [stage.name('kernel'), kernel],
            [stage.name('expansion'), stage.expansion],
          ]),
        ),
      };
    const space = defineSpace('mobilenetv2', lists).stem(['width'], (chosen) => [
      { kind: 'conv', channels: roundChannels(32, chosen.width), stride: stemStride, activation: 'relu6' },
    ]);
    for (const { channels, stride, name } of stages) {
      space.stage(['width', name('repeats'), name('kernel'), name('expansion')], (chosen) => ({
        repeats: chosen[name('repeats')],
        block: {
          kind: 'mbconv',
          channels: roundChannels(channels, chosen.width),
          kernel: chosen[name('kernel')],
          expansion: chosen[name('expansion')],
          stride,
          activation: 'relu6',
        },
      }));
    }
    return space
      .head(['width'], (chosen, { classes }) => [
        { kind: 'conv', channels: roundChannels(1280, Math.max(1, chosen.width)), kernel: 1, activation: 'relu6' },
        { kind: 'classifier', classes, dropout: 0.2 },
      ])
      .open();
  },
});
