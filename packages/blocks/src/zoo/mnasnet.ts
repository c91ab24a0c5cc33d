import { roundChannels } from '../rounding.js';
import { published, TENSORFLOW_NORM, type ZooEntry } from './zoo-entry.js';

type Row = readonly [expansion: number, kernel: number, channels: number, repeats: number, stride: number, gate: number];

/** MnasNet-A1 (Tan et al. 2019, figure 7), with gates. */
const A1: readonly Row[] = [
  [6, 3, 24, 2, 2, 0],
  [3, 5, 40, 3, 2, 0.25],
  [6, 3, 80, 4, 2, 0],
  [6, 3, 112, 2, 1, 0.25],
  [6, 5, 160, 3, 2, 0.25],
  [6, 3, 320, 1, 1, 0],
];

/** MnasNet-B1, the one without gates, which is what torchvision calls mnasnet. */
const B1: readonly Row[] = [
  [3, 3, 24, 3, 2, 0],
  [3, 5, 40, 3, 2, 0],
  [6, 5, 80, 3, 2, 0],
  [6, 3, 96, 2, 1, 0],
  [6, 5, 192, 4, 2, 0],
  [6, 3, 320, 1, 1, 0],
];

/** A1, B1, and B1 at the widths that torchvision names; the head is never scaled. */
export const mnasnets: readonly ZooEntry[] = [
  entry('mnasnet_a1', A1, 1),
  entry('mnasnet_b1', B1, 1),
  entry('mnasnet0_5', B1, 0.5),
  entry('mnasnet0_75', B1, 0.75),
  entry('mnasnet1_0', B1, 1),
  entry('mnasnet1_3', B1, 1.3),
];

function entry(name: string, rows: readonly Row[], memberWidth: number): ZooEntry {
  return published(
    {
      name,
      family: 'MnasNet',
      resolution: 224,
      source: 'Tan et al. 2019, arXiv:1807.11626; tensorflow/tpu mnasnet, torchvision mnasnet.py',
    },
    ({ width, classes, repeated }) => {
      const channels = (count: number) => roundChannels(count, memberWidth * width);
      return {
        stem: [
          { kind: 'conv', channels: channels(32), stride: 2, activation: 'relu' },
          { kind: 'separable', channels: channels(16), activation: 'relu', pointwiseActivation: 'linear' },
        ],
        stages: rows.map(([expansion, kernel, count, repeats, stride, squeezeExcite]) => ({
          repeats: repeated(repeats),
          block: { kind: 'mbconv', channels: channels(count), expansion, kernel, stride, squeezeExcite, activation: 'relu' },
        })),
        head: [
          { kind: 'conv', channels: 1280, kernel: 1, activation: 'relu' },
          { kind: 'classifier', classes, dropout: 0.2 },
        ],
        batchNorm: TENSORFLOW_NORM,
      };
    },
  );
}
