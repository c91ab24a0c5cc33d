import { type BlockSpec, roundChannels } from '@isoflop/blocks';
import { z } from 'zod';
import { defineSpace } from '../define-space.js';
import type { DimensionList } from '../dimensions.js';
import { choices, firstOfAll, kernelValue, repeatsAround, resolutionField, stridesField } from './fields.js';
import { preset } from './preset.js';

/** Operation, expansion, kernel, channels, repeats, stride, gate of MnasNet-A1 (Tan et al. 2019, figure 7). */
const A1 = [
  ['separable', 6, 3, 16, 1, 1, 0],
  ['mbconv', 6, 3, 24, 2, 2, 0],
  ['mbconv', 3, 5, 40, 3, 2, 0.25],
  ['mbconv', 6, 3, 80, 4, 2, 0],
  ['mbconv', 6, 3, 112, 2, 1, 0.25],
  ['mbconv', 6, 5, 160, 3, 2, 0.25],
  ['mbconv', 6, 3, 320, 1, 1, 0],
] as const;

const OPERATIONS = ['mbconv', 'separable', 'conv'] as const;

const schema = z.strictObject({
  preset: z.literal('mnasnet'),
  resolution: resolutionField.default([224, 96, 128, 160, 192]),
  operations: choices(z.enum(OPERATIONS))
    .default([...OPERATIONS])
    .describe('operations of a stage'),
  kernel: choices(kernelValue).default([3, 5]).describe('kernels of a stage, odd'),
  expansion: choices(z.number().min(1).max(16)).default([3, 6]).describe('of mbconv: channels inside a block by those entering it'),
  squeezeExcite: choices(z.number().min(0).max(1))
    .default([0, 0.25])
    .describe('of mbconv: hidden channels of the gate by those entering the block'),
  filters: choices(z.number().gt(0).max(16)).default([1, 0.75, 1.25]).describe('factors for the channels of a stage'),
  extraBlocks: choices(z.int().min(-8).max(32))
    .default([0, -1, 1])
    .describe('added to the published repeats of a stage; at least one block stays'),
  stemStride: z.int().min(1).max(4).default(2).describe('of the first convolution'),
  strides: stridesField(A1.map((row) => row[5])),
});

/**
 * MnasNet's factorised hierarchical space (Tan et al. 2019, section 4.1): every stage has an operation, a kernel, a gate, a factor for its
 * channels and a number of blocks of its own. It lies around MnasNet-A1, which is the base network. A shortcut stands wherever shapes allow
 * it, so the paper's choice of skip operation is left out; gates belong to mbconv alone.
 */
export const mnasnet = preset({
  schema,
  open(settings) {
    const stages = A1.map((row, i) => stageOf(row, settings, i));
    const lists: { readonly [name: string]: DimensionList; readonly resolution: readonly number[] } = {
      resolution: settings.resolution,
      ...Object.assign({}, ...stages.map((stage) => stage.lists)),
    };
    const space = defineSpace('mnasnet', lists).stem([], () => [
      { kind: 'conv', channels: 32, stride: settings.stemStride, activation: 'relu' },
    ]);
    for (const { names, make } of stages) {
      space.stage(names, (chosen) => make(names.map((name) => chosen[name]) as unknown as Chosen));
    }
    return space
      .head([], (_, { classes }) => [
        { kind: 'conv', channels: 1280, kernel: 1, activation: 'relu' },
        { kind: 'classifier', classes, dropout: 0.2 },
      ])
      .open();
  },
});

/** Operation, kernel, factor for channels, repeats. */
type Chosen = readonly [operation: { kind: (typeof OPERATIONS)[number] }, kernel: number, filters: number, repeats: number];

function stageOf(
  [operation, expansion, kernel, channels, repeats, , gate]: (typeof A1)[number],
  settings: z.infer<typeof schema>,
  i: number,
) {
  const names = ['operation', 'kernel', 'filters', 'repeats'].map((name) => `stage${i + 1}.${name}`);
  const inner = { expansion: firstOfAll(expansion, settings.expansion), squeezeExcite: firstOfAll(gate, settings.squeezeExcite) };
  const operations = firstOfAll(operation, settings.operations).map((kind) => [kind, kind === 'mbconv' ? inner : {}]);
  const values = [
    Object.fromEntries(operations) as DimensionList,
    firstOfAll(kernel, settings.kernel),
    settings.filters,
    repeatsAround(repeats, settings.extraBlocks),
  ];
  return {
    names,
    lists: Object.fromEntries(names.map((name, place) => [name, values[place]])),
    make: ([chosen, size, filters, count]: Chosen) => ({
      repeats: count,
      block: blockOf({
        ...chosen,
        kernel: size,
        channels: roundChannels(channels, filters),
        stride: settings.strides[i],
        activation: 'relu',
      }),
    }),
  };
}

function blockOf(block: BlockSpec): BlockSpec {
  return block.kind === 'separable' ? { ...block, pointwiseActivation: 'linear' } : block;
}
