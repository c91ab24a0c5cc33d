import { roundChannels } from '@isoflop/blocks';
import { z } from 'zod';
import { defineSpace, type StageSpec } from '../define-space.js';
import { choices, resolutionField, widthField } from './fields.js';
import { preset } from './preset.js';

const repeatsField = choices(z.int().min(1).max(100));

const schema = z.strictObject({
  preset: z.literal('resnet'),
  resolution: resolutionField.default([224, 128, 160, 192, 256]),
  width: widthField.default([1, 0.5, 0.75, 1.25, 1.5]),
  blocks: choices(z.enum(['basic', 'bottleneck']))
    .default(['basic', 'bottleneck'])
    .describe('residual block of the whole network'),
  bottleneckWidth: choices(z.number().gt(0).max(1))
    .default([0.25, 0.5])
    .describe('of bottleneck: channels of the 3x3 by the output channels'),
  groups: choices(z.int().min(1).max(64)).default([1, 32]).describe('of bottleneck: groups of the 3x3 convolution'),
  repeats: z
    .array(repeatsField)
    .min(1)
    .max(5)
    .default([
      [2, 1, 3],
      [2, 1, 3, 4],
      [2, 1, 4, 6],
      [2, 1, 3],
    ])
    .describe('blocks of every stage; channels double from stage to stage'),
  stem: z
    .strictObject({
      kernel: z.int().min(1).max(11).default(7),
      stride: z.int().min(1).max(4).default(2),
      pool: z.boolean().default(true).describe('max pooling with stride 2 behind the convolution'),
    })
    .default({ kernel: 7, stride: 2, pool: true })
    .describe('3, 1 and no pooling suit images of 32 pixels'),
});

/** What the bottleneck of all blocks is. */
type BlockChoice = { readonly kind: 'basic' } | { readonly kind: 'bottleneck'; readonly bottleneckWidth: number; readonly groups: number };

/**
 * Residual networks: ResNet (He et al. 2015, table 1), with groups ResNeXt (Xie et al. 2017), with broad bottlenecks wide ResNet (Zagoruyko and
 * Komodakis 2016). ResNet-18, which is the base network, 34, 50 and ResNeXt-50 (32x4d) are points of the space as it is preset.
 */
export const resnet = preset({
  schema,
  open({ resolution, width, blocks, bottleneckWidth, groups, repeats, stem }) {
    const inner = { basic: {}, bottleneck: { bottleneckWidth, groups } };
    const names = repeats.map((_, stage) => `stage${stage + 1}.repeats`);
    const lists = {
      resolution,
      width,
      block: Object.fromEntries(blocks.map((kind) => [kind, inner[kind]])),
      ...Object.fromEntries(names.map((name, stage) => [name, repeats[stage]])),
    };
    const space = defineSpace('resnet', lists).stem(['width'], (chosen) => [
      { kind: 'conv', channels: roundChannels(64, chosen.width), kernel: stem.kernel, stride: stem.stride },
      ...(stem.pool ? [{ kind: 'pool', function: 'max' } as const] : []),
    ]);
    names.forEach((name, stage) => {
      space.stage(['width', 'block', name as 'width'], (chosen) =>
        stageOf(chosen.block as BlockChoice, chosen.width, 64 * 2 ** stage, stage === 0 ? 1 : 2, chosen[name as 'width']),
      );
    });
    return space.head([], (_, { classes }) => [{ kind: 'classifier', classes }]).open();
  },
});

function stageOf(block: BlockChoice, width: number, basic: number, stride: number, repeats: number): StageSpec {
  if (block.kind === 'basic') return { repeats, block: { kind: 'basic-residual', channels: roundChannels(basic, width), stride } };
  const { bottleneckWidth, groups } = block;
  // A scaled bottleneck must stay divisible by the groups.
  const bottleneck = roundChannels(4 * basic * bottleneckWidth, width, Math.max(8, groups));
  return { repeats, block: { kind: 'bottleneck-residual', channels: roundChannels(4 * basic, width), bottleneck, groups, stride } };
}
