import type { BlockSpec } from '../blocks/registry.js';
import { published, type ZooEntry } from './zoo-entry.js';

/** Channels of 1x1, 3x3 reduce, 3x3, double 3x3 reduce, double 3x3, pool projection (Ioffe and Szegedy 2015, figure 5); 0 is none. */
const MODULES = [
  [64, 64, 64, 64, 96, 32],
  [64, 64, 96, 64, 96, 64],
  [0, 128, 160, 64, 96, 0],
  [224, 64, 96, 96, 128, 128],
  [192, 96, 128, 96, 128, 128],
  [160, 128, 160, 128, 160, 128],
  [96, 128, 192, 160, 192, 128],
  [0, 128, 192, 192, 256, 0],
  [352, 192, 320, 160, 224, 128],
  [352, 192, 320, 192, 224, 128],
] as const;

/** BN-Inception ("Inception v2"): 5x5 convolutions become pairs of 3x3, and everything is batch-normalised. */
export const bnInceptionNet: ZooEntry = published(
  {
    name: 'bn_inception',
    family: 'Inception',
    resolution: 224,
    source: 'Ioffe and Szegedy 2015, arXiv:1502.03167, figure 5',
    fixedDepth: true,
  },
  ({ classes, scaled }) => ({
    stem: [
      { kind: 'conv', channels: scaled(64), kernel: 7, stride: 2 },
      { kind: 'pool', function: 'max', padding: 'ceil' },
      { kind: 'conv', channels: scaled(64), kernel: 1 },
      { kind: 'conv', channels: scaled(192), kernel: 3 },
      { kind: 'pool', function: 'max', padding: 'ceil' },
    ],
    stages: MODULES.map((row, i) => {
      const [pointwise, reduce3, conv3, reduceDouble3, double3, poolProjection] = row.map((channels) =>
        channels === 0 ? 0 : scaled(channels),
      );
      const reduces = pointwise === 0;
      const block: BlockSpec = {
        kind: 'bn-inception',
        pointwise,
        reduce3,
        conv3,
        reduceDouble3,
        double3,
        poolProjection,
        pool: reduces || i === MODULES.length - 1 ? 'max' : 'avg',
        stride: reduces ? 2 : 1,
      };
      return { repeats: 1, block };
    }),
    head: [{ kind: 'classifier', classes, dropout: 0.2 }],
    batchNorm: { epsilon: 1e-5, momentum: 0.9 },
  }),
);
