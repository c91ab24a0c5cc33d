import { regnetStages } from '@isoflop/blocks';
import { z } from 'zod';
import { defineSpace } from '../define-space.js';
import { choices, resolutionField } from './fields.js';
import { preset } from './preset.js';

const schema = z.strictObject({
  preset: z.literal('regnet'),
  resolution: resolutionField.default([224, 128, 160, 192, 256]),
  depth: choices(z.int().min(1).max(100)).default([22, 13, 16]).describe('blocks in all, d'),
  initialWidth: choices(z.int().min(8).max(1024)).default([24, 48, 56]).describe('channels of the first block, w0'),
  slope: choices(z.number().min(0).max(512))
    .default([24.48, 36.44, 32])
    .describe('channels that every further block adds before rounding, wa'),
  multiplier: choices(z.number().gt(1).max(8)).default([2.54, 2.24, 2.49]).describe('ratio of the channels of neighbouring stages, wm'),
  groupWidth: choices(z.int().min(1).max(1024)).default([16, 8, 24]).describe('channels of one group, g'),
  squeezeExcite: choices(z.number().min(0).max(1)).default([0, 0.25]).describe('0 makes RegNetX, 0.25 RegNetY'),
  stemStride: z.int().min(1).max(4).default(2).describe('of the first convolution'),
});

/**
 * RegNet's design space (Radosavovic et al. 2020, section 3.3): four numbers and a group width give all stages, whose widths follow a
 * quantised line. RegNetX-400MF, which is the base network, and RegNetX-200MF are points of the space as it is preset.
 */
export const regnet = preset({
  schema,
  open: ({ resolution, stemStride, ...lists }) =>
    defineSpace('regnet', { resolution, ...withoutName(lists) })
      .stem([], () => [{ kind: 'conv', channels: 32, stride: stemStride }])
      .stage(['depth', 'initialWidth', 'slope', 'multiplier', 'groupWidth', 'squeezeExcite'], ({ squeezeExcite, ...parameters }) =>
        regnetStages(parameters).map(({ channels, repeats, groups }) => ({
          repeats,
          block: { kind: 'bottleneck-residual', channels, bottleneck: channels, groups, stride: 2, squeezeExcite },
        })),
      )
      .head([], (_, { classes }) => [{ kind: 'classifier', classes }])
      .open(),
});

function withoutName<T extends { preset: string }>({ preset: _name, ...rest }: T): Omit<T, 'preset'> {
  return rest;
}
