import { type BlockSpec, GOOGLENET_MODULES, roundChannels } from '@isoflop/blocks';
import { z } from 'zod';
import { defineSpace } from '../define-space.js';
import { choices, kernelValue, resolutionField, widthField } from './fields.js';
import { preset } from './preset.js';

const modulesField = choices(z.int().min(1).max(16)).describe('modules of a group; fewer leave out the last ones, more repeat the last');

const schema = z.strictObject({
  preset: z.literal('inception'),
  resolution: resolutionField.default([224, 128, 160, 192, 256]),
  width: widthField.default([1, 0.25, 0.5, 0.75]),
  modules: z
    .tuple([modulesField, modulesField, modulesField])
    .default([
      [2, 1, 3],
      [5, 3, 4, 6],
      [2, 1, 3],
    ])
    .describe('of the three groups between poolings'),
  largeKernel: choices(kernelValue).default([5, 3, 7]).describe('kernels of a group’s 5x5 branches, odd'),
  reduction: choices(z.enum(['reduced', 'naive']))
    .default(['reduced', 'naive'])
    .describe('naive leaves a group’s 1x1 reductions and projections out'),
  norm: z.enum(['batch', 'none']).default('batch').describe('none gives every convolution a bias instead'),
  stem: z.enum(['large', 'small']).default('large').describe('small suits images of 32 pixels: two 3x3 convolutions at stride 1'),
});

/**
 * Inception modules as in GoogLeNet (Szegedy et al. 2014): how wide, how many in each group, which kernel in the large branch, and whether
 * 1x1 convolutions reduce channels before it (figure 2b) or not (figure 2a). The base is GoogLeNet with batch normalisation.
 */
export const inception = preset({
  schema,
  open({ resolution, width, modules, largeKernel, reduction, norm, stem }) {
    const lists = {
      resolution,
      width,
      ...groupLists('group1', modules[0], largeKernel, reduction),
      ...groupLists('group2', modules[1], largeKernel, reduction),
      ...groupLists('group3', modules[2], largeKernel, reduction),
    };
    const space = defineSpace('inception', lists).stem(['width'], (chosen) => stemOf(stem, chosen.width, norm));
    (['group1', 'group2', 'group3'] as const).forEach((group, i) => {
      space.stage(['width', `${group}.modules`, `${group}.largeKernel`, `${group}.reduction`], (chosen) => {
        const blocks = Array.from({ length: chosen[`${group}.modules`] }, (_, module): BlockSpec => {
          const isNaive = chosen[`${group}.reduction`] === 'naive';
          return { ...moduleOf(i, module, chosen.width, isNaive), largeKernel: chosen[`${group}.largeKernel`], norm };
        });
        return [...(i > 0 ? [POOL] : []), ...blocks].map((block) => ({ repeats: 1, block }));
      });
    });
    return space.head([], (_, { classes }) => [{ kind: 'classifier', classes, dropout: 0.4 }]).open();
  },
});

const POOL: BlockSpec = { kind: 'pool', function: 'max', kernel: 3, padding: 'ceil' };

function groupLists<G extends string>(group: G, modules: readonly number[], largeKernel: readonly number[], reduction: readonly string[]) {
  return { [`${group}.modules`]: modules, [`${group}.largeKernel`]: largeKernel, [`${group}.reduction`]: reduction } as {
    readonly [K in `${G}.modules` | `${G}.largeKernel`]: readonly number[];
  } & { readonly [K in `${G}.reduction`]: readonly string[] };
}

function moduleOf(group: number, module: number, width: number, isNaive: boolean): BlockSpec & { kind: 'inception' } {
  const rows = GOOGLENET_MODULES[group];
  const [pointwise, reduce3, conv3, reduce5, conv5, poolProjection] = rows[Math.min(module, rows.length - 1)].map((channels) =>
    width === 1 ? channels : roundChannels(channels, width),
  );
  const inner = isNaive ? { reduce3: 0, reduce5: 0, poolProjection: 0 } : { reduce3, reduce5, poolProjection };
  return { kind: 'inception', pointwise, conv3, conv5, ...inner };
}

function stemOf(stem: 'large' | 'small', width: number, norm: 'batch' | 'none'): BlockSpec[] {
  const conv = (channels: number, kernel: number, stride = 1): BlockSpec => ({
    kind: 'conv',
    channels: width === 1 ? channels : roundChannels(channels, width),
    kernel,
    stride,
    norm,
  });
  return stem === 'small' ? [conv(64, 3), conv(192, 3)] : [conv(64, 7, 2), POOL, conv(64, 1), conv(192, 3), POOL];
}
