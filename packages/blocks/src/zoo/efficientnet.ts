import type { BlockSpec } from '../blocks/registry.js';
import { roundChannels, roundRepeats } from '../rounding.js';
import { published, TENSORFLOW_NORM, type ZooEntry } from './zoo-entry.js';

/** Kernel, stride, expansion, channels, repeats (Tan and Le 2019, table 1; strides as in the released code, which the first version swapped). */
export const EFFICIENTNET_STAGES = [
  [3, 1, 1, 16, 1],
  [3, 2, 6, 24, 2],
  [5, 2, 6, 40, 2],
  [3, 2, 6, 80, 3],
  [5, 1, 6, 112, 3],
  [5, 2, 6, 192, 4],
  [3, 1, 6, 320, 1],
] as const;

/** The convolution of stems and heads, in both versions. */
export function siluConv(channels: number, kernel: number, stride: number): BlockSpec {
  return { kind: 'conv', channels, kernel, stride, activation: 'silu' };
}

/** Width, depth, resolution and dropout of the family (released code, `efficientnet_params`). */
const FAMILY = [
  ['efficientnet_b0', 1.0, 1.0, 224, 0.2],
  ['efficientnet_b1', 1.0, 1.1, 240, 0.2],
  ['efficientnet_b2', 1.1, 1.2, 260, 0.3],
  ['efficientnet_b3', 1.2, 1.4, 300, 0.3],
  ['efficientnet_b4', 1.4, 1.8, 380, 0.4],
  ['efficientnet_b5', 1.6, 2.2, 456, 0.4],
  ['efficientnet_b6', 1.8, 2.6, 528, 0.5],
  ['efficientnet_b7', 2.0, 3.1, 600, 0.5],
  ['efficientnet_b8', 2.2, 3.6, 672, 0.5],
  ['efficientnet_l2', 4.3, 5.3, 800, 0.5],
] as const;

/** B0 to B8 and L2. `width` and `depth` multiply the member's own factors before rounding. */
export const efficientnets: readonly ZooEntry[] = FAMILY.map(([name, memberWidth, memberDepth, resolution, dropout]) =>
  published(
    {
      name,
      family: 'EfficientNet',
      resolution,
      source: 'Tan and Le 2019, arXiv:1905.11946; tensorflow/tpu efficientnet_builder.py',
    },
    (options) => {
      const channels = (count: number) => roundChannels(count, memberWidth * options.width);
      return {
        stem: [siluConv(channels(32), 3, 2)],
        stages: EFFICIENTNET_STAGES.map(([kernel, stride, expansion, count, repeats]) => ({
          repeats: roundRepeats(repeats, memberDepth * options.depth),
          block: { kind: 'mbconv', channels: channels(count), expansion, kernel, stride, squeezeExcite: 0.25, activation: 'silu' },
        })),
        head: [siluConv(channels(1280), 1, 1), { kind: 'classifier', classes: options.classes, dropout }],
        batchNorm: TENSORFLOW_NORM,
        stochasticDepth: 0.2,
      };
    },
  ),
);
