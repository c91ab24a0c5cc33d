import { published, TENSORFLOW_NORM, type ZooEntry } from './zoo-entry.js';

type Row = readonly [kernel: number, expanded: number, channels: number, gate: boolean, activation: 'relu' | 'hard-swish', stride: number];

/** Howard et al. 2019, table 1. */
const LARGE: readonly Row[] = [
  [3, 16, 16, false, 'relu', 1],
  [3, 64, 24, false, 'relu', 2],
  [3, 72, 24, false, 'relu', 1],
  [5, 72, 40, true, 'relu', 2],
  [5, 120, 40, true, 'relu', 1],
  [5, 120, 40, true, 'relu', 1],
  [3, 240, 80, false, 'hard-swish', 2],
  [3, 200, 80, false, 'hard-swish', 1],
  [3, 184, 80, false, 'hard-swish', 1],
  [3, 184, 80, false, 'hard-swish', 1],
  [3, 480, 112, true, 'hard-swish', 1],
  [3, 672, 112, true, 'hard-swish', 1],
  [5, 672, 160, true, 'hard-swish', 2],
  [5, 960, 160, true, 'hard-swish', 1],
  [5, 960, 160, true, 'hard-swish', 1],
];

/** Howard et al. 2019, table 2. */
const SMALL: readonly Row[] = [
  [3, 16, 16, true, 'relu', 2],
  [3, 72, 24, false, 'relu', 2],
  [3, 88, 24, false, 'relu', 1],
  [5, 96, 40, true, 'hard-swish', 2],
  [5, 240, 40, true, 'hard-swish', 1],
  [5, 240, 40, true, 'hard-swish', 1],
  [5, 120, 48, true, 'hard-swish', 1],
  [5, 144, 48, true, 'hard-swish', 1],
  [5, 288, 96, true, 'hard-swish', 2],
  [5, 576, 96, true, 'hard-swish', 1],
  [5, 576, 96, true, 'hard-swish', 1],
];

/** MobileNetV3 large and small; the last convolution has six times the channels before it, as in torchvision, also at other widths. */
export const mobilenetV3s: readonly ZooEntry[] = [entry('mobilenet_v3_large', LARGE, 1280), entry('mobilenet_v3_small', SMALL, 1024)];

function entry(name: string, rows: readonly Row[], hidden: number): ZooEntry {
  return published(
    {
      name,
      family: 'MobileNetV3',
      resolution: 224,
      source: 'Howard et al. 2019, arXiv:1905.02244; torchvision mobilenetv3.py',
      fixedDepth: true,
    },
    ({ classes, scaled }) => ({
      stem: [{ kind: 'conv', channels: scaled(16), stride: 2, activation: 'hard-swish' }],
      stages: rows.map(([kernel, expanded, channels, squeezeExcite, activation, stride]) => ({
        repeats: 1,
        block: { kind: 'mobilenet-v3', expanded: scaled(expanded), channels: scaled(channels), kernel, stride, squeezeExcite, activation },
      })),
      head: [
        { kind: 'conv', channels: 6 * scaled(rows[rows.length - 1][2]), kernel: 1, activation: 'hard-swish' },
        { kind: 'global-pool' },
        { kind: 'dense', units: scaled(hidden), activation: 'hard-swish', dropout: 0.2 },
        { kind: 'classifier', classes },
      ],
      batchNorm: TENSORFLOW_NORM,
    }),
  );
}
