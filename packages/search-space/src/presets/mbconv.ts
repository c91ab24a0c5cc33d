import { roundChannels } from '@isoflop/blocks';
import { z } from 'zod';
import { defineSpace } from '../define-space.js';
import { activationField, expandStages, kernelValue, resolutionField, stageChoices, stageDimension, widthField } from './fields.js';
import { preset } from './preset.js';

const stageSchema = z.strictObject({
  channels: z.int().min(1).max(4096).describe('output channels at width 1'),
  stride: z.int().min(1).max(4).default(2),
});

const schema = z.strictObject({
  preset: z.literal('mbconv'),
  resolution: resolutionField.default([20, 16, 24, 28, 32]),
  width: widthField.default([1, 0.5, 0.75, 1.25, 1.5]),
  depth: stageChoices(z.int().min(1).max(64))
    .default({ perStage: [1, 2, 3] })
    .describe('blocks of a stage'),
  kernel: stageChoices(kernelValue)
    .default({ perStage: [3, 5] })
    .describe('kernels of the depthwise convolution, odd'),
  expansion: stageChoices(z.number().min(1).max(16))
    .default({ perStage: [3, 2, 4, 6] })
    .describe('channels inside a block by those entering it'),
  squeezeExcite: stageChoices(z.number().min(0).max(1))
    .default([0])
    .describe('hidden channels of the gate by those entering the block; 0 has no gate'),
  activation: activationField.default('relu6').describe('function of all blocks'),
  stem: stageSchema.default({ channels: 16, stride: 2 }).describe('the first convolution'),
  stages: z
    .array(stageSchema)
    .min(1)
    .max(16)
    .default([
      { channels: 16, stride: 1 },
      { channels: 24, stride: 2 },
      { channels: 40, stride: 2 },
    ])
    .describe('output channels at width 1, and stride'),
  head: z
    .strictObject({ channels: z.int().min(1).max(4096) })
    .default({ channels: 128 })
    .describe('the 1x1 convolution before the classifier'),
});

const STAGE_DIMENSIONS = ['depth', 'kernel', 'expansion', 'squeezeExcite'] as const;

/**
 * Networks of inverted residual blocks: a stem convolution, stages of MBConv, a 1x1 convolution and a classifier. Channels are
 * multiplied by `width` and rounded to multiples of 8 as EfficientNet does. `depth`, `kernel`, `expansion` and `squeezeExcite`
 * may be chosen for the whole network or per stage (the space of MnasNet, Tan et al. 2019, section 4.1, without its skip choices).
 */
export const mbconv = preset({
  schema,
  open(settings) {
    const { activation, stem, stages, head } = settings;
    const perStage = STAGE_DIMENSIONS.map((name) => expandStages(name, settings[name], stages.length));
    const lists = { resolution: settings.resolution, width: settings.width, ...Object.assign({}, ...perStage) } as Lists;
    const space = defineSpace('mbconv', lists).stem(['width'], ({ width }) => [
      { kind: 'conv', channels: roundChannels(stem.channels, width), kernel: 3, stride: stem.stride, activation },
    ]);
    stages.forEach((stage, i) => {
      const [depth, kernel, expansion, squeezeExcite] = STAGE_DIMENSIONS.map((name) => stageDimension(lists, name, i));
      space.stage(['width', depth, kernel, expansion, squeezeExcite], (chosen) => ({
        repeats: chosen[depth],
        block: {
          kind: 'mbconv',
          channels: roundChannels(stage.channels, chosen.width),
          expansion: chosen[expansion],
          kernel: chosen[kernel],
          stride: stage.stride,
          squeezeExcite: chosen[squeezeExcite],
          activation,
        },
      }));
    });
    return space
      .head(['width'], ({ width }, { classes }) => [
        { kind: 'conv', channels: roundChannels(head.channels, width), kernel: 1, activation },
        { kind: 'classifier', classes },
      ])
      .open();
  },
});

interface Lists {
  readonly [dimension: string]: readonly number[];
  readonly resolution: readonly number[];
  readonly width: readonly number[];
}
