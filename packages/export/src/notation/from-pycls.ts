import { type Architecture, ArchitectureError, parseArchitecture, regnetStages } from '@isoflop/blocks';
import { parse } from 'yaml';
import { z } from 'zod';
import { checked } from './checked.js';

const whole = z.int().min(1);
const rate = z.number().min(0).lt(1);
const perStage = z.array(whole).min(1);

// Sections and fields as in pycls/core/config.py, with its defaults; what says nothing of the network is passed over.
const common = {
  TRAIN: z.looseObject({ IM_SIZE: whole.default(224) }).default({ IM_SIZE: 224 }),
  BN: z.looseObject({ EPS: z.number().default(1e-5), MOM: z.number().default(0.1) }).default({ EPS: 1e-5, MOM: 0.1 }),
};
const model = <T extends string>(type: T) =>
  z.looseObject({
    TYPE: z.literal(type),
    NUM_CLASSES: whole.default(10),
    ACTIVATION_FUN: z.enum(['relu', 'silu', 'swish', 'gelu']).default('relu'),
  });
const STEMS = ['simple_stem_in', 'res_stem_in', 'res_stem_cifar'] as const;
const BLOCKS = ['res_bottleneck_block', 'res_basic_block'] as const;
const residual = {
  STEM_TYPE: z.enum(STEMS),
  STEM_W: whole,
  BLOCK_TYPE: z.enum(BLOCKS),
  SE_ON: z.boolean().default(false),
  SE_R: rate.default(0.25),
};

const schema = z.discriminatedUnion('TYPE', [
  z.object({
    TYPE: z.literal('effnet'),
    MODEL: model('effnet'),
    EN: z.looseObject({
      STEM_W: whole.default(32),
      STRIDES: perStage,
      DEPTHS: perStage,
      WIDTHS: perStage,
      EXP_RATIOS: z.array(z.number()).min(1),
      KERNELS: perStage,
      HEAD_W: whole.default(1280),
      SE_R: rate.default(0.25),
      DC_RATIO: rate.default(0),
      DROPOUT_RATIO: rate.default(0),
    }),
    ...common,
  }),
  z.object({
    TYPE: z.literal('anynet'),
    MODEL: model('anynet'),
    ANYNET: z.looseObject({
      ...residual,
      DEPTHS: perStage,
      WIDTHS: perStage,
      STRIDES: perStage,
      BOT_MULS: z.array(z.number()).default([]),
      GROUP_WS: z.array(whole).default([]),
    }),
    ...common,
  }),
  z.object({
    TYPE: z.literal('regnet'),
    MODEL: model('regnet'),
    REGNET: z.looseObject({
      ...residual,
      STEM_TYPE: residual.STEM_TYPE.default('simple_stem_in'),
      STEM_W: whole.default(32),
      BLOCK_TYPE: residual.BLOCK_TYPE.default('res_bottleneck_block'),
      DEPTH: whole,
      W0: whole,
      WA: z.number().min(0),
      WM: z.number().gt(1),
      GROUP_W: whole.default(16),
      STRIDE: whole.default(2),
    }),
    ...common,
  }),
]);

type PyclsNetwork = z.output<typeof schema>;

/** Whether a value read from YAML is a pycls configuration. */
export const isPycls = (value: unknown) => typeof (value as { MODEL?: { TYPE?: unknown } } | null)?.MODEL?.TYPE === 'string';

/**
 * The architecture of a pycls configuration of type effnet, anynet or regnet. pycls pads symmetrically where this network pads as TensorFlow
 * does, which changes no cost. Throws `ArchitectureError`.
 */
export function fromPycls(text: string, name: string): Architecture {
  const value = parse(text) as { MODEL?: { TYPE?: unknown } } | null;
  const network = checked(schema, { ...value, TYPE: value?.MODEL?.TYPE });
  const { IM_SIZE: side } = network.TRAIN;
  const { NUM_CLASSES: classes } = network.MODEL;
  return parseArchitecture({
    name,
    input: { height: side, width: side, channels: 3 },
    ...partsOf(network, classes),
    batchNorm: { epsilon: network.BN.EPS, momentum: Number((1 - network.BN.MOM).toPrecision(12)) },
  });
}

function partsOf(network: PyclsNetwork, classes: number) {
  const activation = network.MODEL.ACTIVATION_FUN === 'swish' ? 'silu' : network.MODEL.ACTIVATION_FUN;
  if (network.TYPE === 'effnet') {
    const { STEM_W, DEPTHS, WIDTHS, STRIDES, EXP_RATIOS, KERNELS, HEAD_W, SE_R, DC_RATIO, DROPOUT_RATIO } = network.EN;
    requireOneLength('EN', { DEPTHS, WIDTHS, STRIDES, EXP_RATIOS, KERNELS });
    return {
      stem: [{ kind: 'conv', channels: STEM_W, stride: 2, activation }],
      stages: DEPTHS.map((repeats, s) => ({
        repeats,
        block: {
          kind: 'mbconv',
          channels: WIDTHS[s],
          expansion: EXP_RATIOS[s],
          kernel: KERNELS[s],
          stride: STRIDES[s],
          squeezeExcite: SE_R,
          activation,
        },
      })),
      head: [
        { kind: 'conv', channels: HEAD_W, kernel: 1, activation },
        { kind: 'classifier', classes, dropout: DROPOUT_RATIO },
      ],
      stochasticDepth: DC_RATIO,
    };
  }
  const section = network.TYPE === 'anynet' ? network.ANYNET : network.REGNET;
  const residual = section.BLOCK_TYPE === 'res_bottleneck_block';
  const stages = network.TYPE === 'anynet' ? anynetStages(network.ANYNET, residual) : regnetRows(network.REGNET);
  const squeezeExcite = section.SE_ON ? section.SE_R : 0;
  return {
    stem: stemOf(section.STEM_TYPE, section.STEM_W, activation),
    stages: stages.map(({ repeats, channels, stride, bottleneck, groups }) => ({
      repeats,
      block: residual
        ? { kind: 'bottleneck-residual', channels, bottleneck, groups, stride, squeezeExcite, activation }
        : { kind: 'basic-residual', channels, stride, activation },
    })),
    head: [{ kind: 'classifier', classes }],
  };
}

interface StageRow {
  readonly repeats: number;
  readonly channels: number;
  readonly stride: number;
  readonly bottleneck: number;
  readonly groups: number;
}

function anynetStages(section: Extract<PyclsNetwork, { TYPE: 'anynet' }>['ANYNET'], residual: boolean): StageRow[] {
  const { DEPTHS, WIDTHS, STRIDES, BOT_MULS, GROUP_WS } = section;
  requireOneLength('ANYNET', { DEPTHS, WIDTHS, STRIDES, ...(residual && { BOT_MULS, GROUP_WS }) });
  return DEPTHS.map((repeats, s) => {
    const bottleneck = Math.round(WIDTHS[s] * (BOT_MULS[s] ?? 1));
    return {
      repeats,
      channels: WIDTHS[s],
      stride: STRIDES[s],
      bottleneck,
      groups: Math.max(1, Math.floor(bottleneck / (GROUP_WS[s] ?? bottleneck))),
    };
  });
}

function regnetRows(section: Extract<PyclsNetwork, { TYPE: 'regnet' }>['REGNET']): StageRow[] {
  const { DEPTH: depth, W0: initialWidth, WA: slope, WM: multiplier, GROUP_W: groupWidth, STRIDE: stride } = section;
  return regnetStages({ depth, initialWidth, slope, multiplier, groupWidth }).map((stage) => ({
    ...stage,
    stride,
    bottleneck: stage.channels,
  }));
}

function stemOf(type: (typeof STEMS)[number], channels: number, activation: string) {
  const wide = type === 'res_stem_in';
  const conv = { kind: 'conv', channels, kernel: wide ? 7 : 3, stride: type === 'res_stem_cifar' ? 1 : 2, activation };
  return wide ? [conv, { kind: 'pool', function: 'max' }] : [conv];
}

function requireOneLength(section: string, lists: Readonly<Record<string, readonly number[]>>): void {
  const lengths = Object.entries(lists).map(([name, list]) => `${name} ${list.length}`);
  if (new Set(Object.values(lists).map(({ length }) => length)).size > 1) {
    throw new ArchitectureError(section, 'every list must have one entry per stage', lengths.join(', '), 'make them equally long');
  }
}
