import { roundChannels } from '../rounding.js';
import { published, TENSORFLOW_NORM, type ZooEntry } from './zoo-entry.js';

/** Expansion, channels, repeats, stride (Sandler et al. 2018, table 2). */
export const MOBILENETV2_STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** MobileNetV2 at any width; the last 1x1 convolution is widened but never narrowed, as in the released code. */
export const mobilenetV2: ZooEntry = published(
  {
    name: 'mobilenet_v2',
    family: 'MobileNetV2',
    resolution: 224,
    source: 'Sandler et al. 2018, arXiv:1801.04381; tensorflow/models slim mobilenet_v2.py',
  },
  ({ width, classes, scaled, repeated }) => ({
    stem: [{ kind: 'conv', channels: scaled(32), stride: 2, activation: 'relu6' }],
    stages: MOBILENETV2_STAGES.map(([expansion, channels, repeats, stride]) => ({
      repeats: repeated(repeats),
      block: { kind: 'mbconv', channels: scaled(channels), expansion, stride, activation: 'relu6' },
    })),
    head: [
      { kind: 'conv', channels: roundChannels(1280, Math.max(1, width)), kernel: 1, activation: 'relu6' },
      { kind: 'classifier', classes, dropout: 0.2 },
    ],
    batchNorm: TENSORFLOW_NORM,
  }),
);
