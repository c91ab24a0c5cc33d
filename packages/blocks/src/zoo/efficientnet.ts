import type { Block } from '../blocks/registry.js';
import type { Architecture, Stage } from '../ir/architecture.js';
import { roundChannels, roundRepeats } from './rounding.js';
import type { ZooEntry, ZooOptions } from './zoo-entry.js';

/** EfficientNet-B0's stages (Tan and Le 2019, table 1; strides as in the released code, which the first version of the table swapped). */
const STAGES = [
  { kernel: 3, stride: 1, expansion: 1, channels: 16, repeats: 1 },
  { kernel: 3, stride: 2, expansion: 6, channels: 24, repeats: 2 },
  { kernel: 5, stride: 2, expansion: 6, channels: 40, repeats: 2 },
  { kernel: 3, stride: 2, expansion: 6, channels: 80, repeats: 3 },
  { kernel: 5, stride: 1, expansion: 6, channels: 112, repeats: 3 },
  { kernel: 5, stride: 2, expansion: 6, channels: 192, repeats: 4 },
  { kernel: 3, stride: 1, expansion: 6, channels: 320, repeats: 1 },
] as const;

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
] as const;

/** B0 to B7. `width` and `depth` multiply the member's own factors before rounding. */
export const efficientnets: readonly ZooEntry[] = FAMILY.map(([name, width, depth, resolution, dropout]) => ({
  name,
  family: 'EfficientNet',
  resolution,
  source: 'Tan and Le 2019, arXiv:1905.11946; tensorflow/tpu efficientnet_builder.py',
  build: (options) =>
    build(
      name,
      {
        ...options,
        width: width * (options.width ?? 1),
        depth: depth * (options.depth ?? 1),
        resolution: options.resolution ?? resolution,
      },
      dropout,
    ),
}));

function build(name: string, options: ZooOptions & { width: number; depth: number; resolution: number }, dropout: number): Architecture {
  const { width, depth, resolution } = options;
  const stages = STAGES.map(
    ({ channels, repeats, ...rest }): Stage => ({
      repeats: roundRepeats(repeats, depth),
      block: { kind: 'mbconv', channels: roundChannels(channels, width), ...rest, squeezeExcite: 0.25, activation: 'silu' },
    }),
  );
  const plain = (channels: number, kernel: number, stride: number): Block => ({
    kind: 'conv',
    channels: roundChannels(channels, width),
    kernel,
    stride,
    activation: 'silu',
  });
  return {
    name,
    input: { height: resolution, width: resolution, channels: options.channels ?? 3 },
    stem: [plain(32, 3, 2)],
    stages,
    head: [plain(1280, 1, 1), { kind: 'classifier', classes: options.classes ?? 1000, dropout }],
    batchNorm: { epsilon: 1e-3, momentum: 0.99 },
    stochasticDepth: 0.2,
  };
}
