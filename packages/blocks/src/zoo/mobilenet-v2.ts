import type { Stage } from '../ir/architecture.js';
import { roundChannels, roundRepeats } from './rounding.js';
import type { ZooEntry } from './zoo-entry.js';

/** Expansion, channels, repeats, stride (Sandler et al. 2018, table 2). */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** MobileNetV2 at any width; the last 1x1 convolution is widened but never narrowed, as in the released code. */
export const mobilenetV2: ZooEntry = {
  name: 'mobilenet_v2',
  family: 'MobileNetV2',
  resolution: 224,
  source: 'Sandler et al. 2018, arXiv:1801.04381; tensorflow/models slim mobilenet_v2.py',
  build({ width = 1, depth = 1, resolution = 224, classes = 1000, channels = 3 }) {
    const stages = STAGES.map(
      ([expansion, filters, repeats, stride]): Stage => ({
        repeats: roundRepeats(repeats, depth),
        block: {
          kind: 'mbconv',
          channels: roundChannels(filters, width),
          expansion,
          kernel: 3,
          stride,
          squeezeExcite: 0,
          activation: 'relu6',
        },
      }),
    );
    return {
      name: 'mobilenet_v2',
      input: { height: resolution, width: resolution, channels },
      stem: [{ kind: 'conv', channels: roundChannels(32, width), kernel: 3, stride: 2, activation: 'relu6' }],
      stages,
      head: [
        { kind: 'conv', channels: roundChannels(1280, Math.max(1, width)), kernel: 1, stride: 1, activation: 'relu6' },
        { kind: 'classifier', classes, dropout: 0.2 },
      ],
      batchNorm: { epsilon: 1e-3, momentum: 0.99 },
      stochasticDepth: 0,
    };
  },
};
