import { published, TENSORFLOW_NORM, type ZooEntry } from './zoo-entry.js';

/** Channels, repeats, stride (Howard et al. 2017, table 1). */
const STAGES = [
  [64, 1, 1],
  [128, 2, 2],
  [256, 2, 2],
  [512, 6, 2],
  [1024, 2, 2],
] as const;

/** MobileNetV1 at any width. */
export const mobilenetV1: ZooEntry = published(
  {
    name: 'mobilenet_v1',
    family: 'MobileNetV1',
    resolution: 224,
    source: 'Howard et al. 2017, arXiv:1704.04861; tensorflow/models slim mobilenet_v1.py',
  },
  ({ classes, scaled, repeated }) => ({
    stem: [{ kind: 'conv', channels: scaled(32), stride: 2, activation: 'relu6' }],
    stages: STAGES.map(([channels, repeats, stride]) => ({
      repeats: repeated(repeats),
      block: { kind: 'separable', channels: scaled(channels), stride, activation: 'relu6' },
    })),
    head: [{ kind: 'classifier', classes, dropout: 0.001 }],
    batchNorm: TENSORFLOW_NORM,
  }),
);
