import { type Architecture, roundChannels, type Stage } from '@isoflop/blocks';
import { z } from 'zod';
import type { ArchitectureSpace, DataShape, Params } from '../architecture-space.js';
import { choices, expandStages, parameterFor, stageChoices } from '../dimensions.js';

const stageSchema = z.strictObject({
  channels: z.int().min(1).max(4096).describe('output channels at width 1'),
  stride: z.int().min(1).max(4).default(2),
});

/** Fields of the `mbconv` preset; all have defaults. The first value of every list makes the base network. */
export const mbconvSchema = z.strictObject({
  preset: z.literal('mbconv'),
  resolution: choices(z.int().min(4).max(2048)).default([20, 16, 24, 28, 32]),
  width: choices(z.number().gt(0).max(16)).default([1, 0.5, 0.75, 1.25, 1.5]),
  depth: stageChoices(z.int().min(1).max(64)).default({ perStage: [1, 2, 3] }),
  kernel: stageChoices(
    z
      .int()
      .min(1)
      .max(31)
      .refine((k) => k % 2 === 1, { error: 'kernel must be odd', params: { mend: 'use 3 or 5' } }),
  ).default({ perStage: [3, 5] }),
  expansion: stageChoices(z.number().min(1).max(16)).default({ perStage: [3, 2, 4, 6] }),
  squeezeExcite: stageChoices(z.number().min(0).max(1)).default([0]),
  activation: z.enum(['relu', 'relu6', 'silu', 'hard-swish']).default('relu6'),
  stem: stageSchema.default({ channels: 16, stride: 2 }),
  stages: z
    .array(stageSchema)
    .min(1)
    .max(16)
    .default([
      { channels: 16, stride: 1 },
      { channels: 24, stride: 2 },
      { channels: 40, stride: 2 },
    ]),
  head: z.strictObject({ channels: z.int().min(1).max(8192) }).default({ channels: 128 }),
});

export type MBConvSpace = z.infer<typeof mbconvSchema>;

/**
 * Networks of inverted residual blocks: a stem convolution, stages of MBConv, a 1x1 convolution and a classifier. Channels are
 * multiplied by `width` and rounded to multiples of 8 as EfficientNet does. `depth`, `kernel`, `expansion` and `squeezeExcite`
 * may be chosen for the whole network or per stage (the space of MnasNet, Tan et al. 2019, section 4.1, without its skip choices).
 */
export function mbconvSpace(settings: MBConvSpace): ArchitectureSpace {
  const { stages } = settings;
  const listed = new Map<string, readonly number[]>([
    ['resolution', settings.resolution],
    ['width', settings.width],
    ...(['depth', 'kernel', 'expansion', 'squeezeExcite'] as const).flatMap((name) => expandStages(name, settings[name], stages.length)),
  ]);
  return {
    name: 'mbconv',
    dimensions: Object.fromEntries([...listed].map(([name, values]) => [name, parameterFor(values)])),
    values: new Map([...listed].map(([name, values]) => [name, [...values].sort((a, b) => a - b)])),
    base: Object.fromEntries([...listed].map(([name, values]) => [name, values[0]])),
    build: (params, data) => build(settings, params, data),
  };
}

function build(settings: MBConvSpace, params: Params, data: DataShape): Architecture {
  const { activation, stem, head } = settings;
  const of = (name: string, stage: number) => params[`stage${stage + 1}.${name}`] ?? params[name];
  const channels = (value: number) => roundChannels(value, params.width);
  const stages = settings.stages.map(
    (stage, i): Stage => ({
      repeats: of('depth', i),
      block: {
        kind: 'mbconv',
        channels: channels(stage.channels),
        expansion: of('expansion', i),
        kernel: of('kernel', i),
        stride: stage.stride,
        squeezeExcite: of('squeezeExcite', i),
        activation,
      },
    }),
  );
  return {
    name: 'mbconv',
    input: { height: params.resolution, width: params.resolution, channels: data.channels },
    stem: [{ kind: 'conv', channels: channels(stem.channels), kernel: 3, stride: stem.stride, activation }],
    stages,
    head: [
      { kind: 'conv', channels: channels(head.channels), kernel: 1, stride: 1, activation },
      { kind: 'classifier', classes: data.classes, dropout: 0 },
    ],
    // A search trains for hundreds of steps, not hundreds of thousands: running averages must follow within that.
    batchNorm: { epsilon: 1e-3, momentum: 0.9 },
    stochasticDepth: 0,
  };
}
