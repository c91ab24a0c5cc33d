import type { BlockSpec } from '../blocks/registry.js';
import type { Architecture } from '../ir/architecture.js';
import { parseArchitecture } from '../ir/parse.js';

/** Gives numbers from 0 to below 1. */
export type Uniform = () => number;

/**
 * A small network of one to four stages of any blocks, for property tests of whatever reads graphs. The same numbers make the same network;
 * it fits together, ends in logits, and takes images of 12 to 20 pixels.
 */
export function randomArchitecture(uniform: Uniform): Architecture {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(uniform() * values.length)];
  const stages = Array.from({ length: pick([1, 2, 3, 4]) }, () => ({ repeats: pick([1, 1, 2]), block: pick(BLOCKS)(pick) }));
  return parseArchitecture({
    name: 'random',
    input: { height: pick([12, 15, 16, 20]), width: pick([12, 15, 16, 20]), channels: pick([1, 3]) },
    stem: [{ kind: 'conv', channels: 8, kernel: pick([1, 3]), activation: pick(ACTIVATIONS) }],
    stages,
    head: pick([
      [{ kind: 'classifier', classes: 5, dropout: pick([0, 0.2]) }],
      [
        { kind: 'dense', units: 6, dropout: pick([0, 0.2]) },
        { kind: 'classifier', classes: 5 },
      ],
      [{ kind: 'conv', channels: 5, kernel: 1, norm: 'none', activation: 'linear' }, { kind: 'global-pool' }],
    ]),
    batchNorm: { epsilon: 1e-3, momentum: 0.9 },
    stochasticDepth: pick([0, 0.2]),
  });
}

type Pick = <T>(values: readonly T[]) => T;

const ACTIVATIONS = ['relu', 'relu6', 'silu', 'hard-swish', 'gelu', 'linear'] as const;
const CHANNELS = [8, 12, 16] as const;

/** One small block of every kind that can stand in a stage, its stride among 1 and 2. */
const BLOCKS: readonly ((pick: Pick) => BlockSpec)[] = [
  (pick) => ({
    kind: 'conv',
    channels: pick(CHANNELS),
    kernel: pick([1, 3, 5]),
    stride: pick([1, 2]),
    groups: pick([1, 2, 4]),
    norm: pick(['batch', 'layer', 'none']),
    activation: pick(ACTIVATIONS),
  }),
  (pick) => ({ kind: 'mlpconv', hidden: [6, pick(CHANNELS)], channels: pick(CHANNELS), stride: pick([1, 2]) }),
  (pick) => ({
    kind: 'inception',
    pointwise: 4,
    reduce3: pick([0, 4]),
    conv3: 4,
    reduce5: pick([0, 4]),
    conv5: 4,
    poolProjection: 4,
    largeKernel: pick([3, 5]),
    norm: pick(['batch', 'none']),
  }),
  (pick) => ({
    kind: 'bn-inception',
    pointwise: 4,
    reduce3: 4,
    conv3: 4,
    reduceDouble3: 4,
    double3: 4,
    poolProjection: 4,
    pool: pick(['avg', 'max']),
  }),
  (pick) => ({
    kind: 'bn-inception',
    pointwise: 0,
    reduce3: 4,
    conv3: 4,
    reduceDouble3: 4,
    double3: 4,
    poolProjection: pick([0, 4]),
    stride: 2,
  }),
  () => ({ kind: 'inception-a', poolProjection: 4, width: 0.1 }),
  () => ({ kind: 'inception-c', hidden: 4, width: 0.05 }),
  () => ({ kind: 'inception-e', width: 0.03 }),
  (pick) => ({
    kind: 'separable',
    channels: pick(CHANNELS),
    kernel: pick([3, 5]),
    stride: pick([1, 2]),
    activation: pick(ACTIVATIONS),
    pointwiseActivation: pick(ACTIVATIONS),
  }),
  (pick) => ({ kind: 'separable', channels: pick(CHANNELS), between: 'none' }),
  (pick) => ({ kind: 'xception', hidden: [8], channels: pick(CHANNELS), stride: pick([1, 2]), leadingActivation: pick([true, false]) }),
  (pick) => ({
    kind: 'mbconv',
    channels: pick(CHANNELS),
    expansion: pick([1, 2, 3]),
    kernel: pick([3, 5]),
    stride: pick([1, 2]),
    squeezeExcite: pick([0, 0.25]),
    activation: pick(ACTIVATIONS),
    projectionActivation: pick(['linear', 'relu']),
  }),
  (pick) => ({
    kind: 'fused-mbconv',
    channels: pick(CHANNELS),
    expansion: pick([1, 2]),
    stride: pick([1, 2]),
    squeezeExcite: pick([0, 0.25]),
  }),
  (pick) => ({
    kind: 'mobilenet-v3',
    expanded: pick([8, 24]),
    channels: pick(CHANNELS),
    stride: pick([1, 2]),
    squeezeExcite: pick([true, false]),
  }),
  (pick) => ({ kind: 'basic-residual', channels: pick(CHANNELS), stride: pick([1, 2]) }),
  (pick) => ({
    kind: 'bottleneck-residual',
    channels: pick(CHANNELS),
    bottleneck: 8,
    groups: pick([1, 2, 8]),
    stride: pick([1, 2]),
    squeezeExcite: pick([0, 0.25]),
  }),
  (pick) => ({ kind: 'convnext', kernel: pick([3, 7]), expansion: 2, layerScale: pick([0, 1e-6]) }),
  (pick) => ({ kind: 'squeeze-excite', activation: pick(['relu', 'silu']), gate: pick(['sigmoid', 'hard-sigmoid']) }),
  (pick) => ({ kind: 'norm', norm: pick(['batch', 'layer', 'local-response']), activation: pick(ACTIVATIONS) }),
  (pick) => ({ kind: 'pool', function: pick(['max', 'avg']), kernel: pick([2, 3]), stride: pick([1, 2]), padding: pick(['same', 'ceil']) }),
  () => ({ kind: 'dropout', rate: 0.1 }),
];
