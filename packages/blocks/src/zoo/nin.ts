import type { BlockSpec } from '../blocks/registry.js';
import { type Plan, published, type ZooEntry } from './zoo-entry.js';

const facts = { family: 'Network in Network', fixedDepth: true } as const;
const norm = { epsilon: 1e-3, momentum: 0.99 } as const;
const dropout: BlockSpec = { kind: 'dropout', rate: 0.5 };
const pool = (mean: 'max' | 'avg'): BlockSpec => ({ kind: 'pool', function: mean, padding: 'ceil' });
const once = (blocks: readonly BlockSpec[]): Plan['stages'] => blocks.map((block) => ({ repeats: 1, block }));

/** Network in Network for CIFAR-10 and for ImageNet: no dense layer, the last 1x1 convolution has one channel per class. */
export const nins: readonly ZooEntry[] = [
  published(
    {
      ...facts,
      name: 'nin_cifar10',
      resolution: 32,
      classes: 10,
      source: 'Lin et al. 2013, arXiv:1312.4400; Caffe model zoo, NIN-CIFAR10',
    },
    ({ classes, scaled }) => ({
      stages: once([
        { kind: 'mlpconv', kernel: 5, hidden: [scaled(192), scaled(160)], channels: scaled(96) },
        pool('max'),
        dropout,
        { kind: 'mlpconv', kernel: 5, hidden: [scaled(192), scaled(192)], channels: scaled(192) },
        pool('avg'),
        dropout,
        { kind: 'mlpconv', kernel: 3, hidden: [scaled(192), scaled(192)], channels: classes },
      ]),
      head: [{ kind: 'global-pool' }],
      batchNorm: norm,
    }),
  ),
  published(
    { ...facts, name: 'nin_imagenet', resolution: 224, source: 'Lin et al. 2013, arXiv:1312.4400; Caffe model zoo, NIN-Imagenet' },
    ({ classes, scaled }) => ({
      stages: once([
        { kind: 'mlpconv', kernel: 11, stride: 4, padding: 'valid', hidden: [scaled(96), scaled(96)], channels: scaled(96) },
        pool('max'),
        { kind: 'mlpconv', kernel: 5, hidden: [scaled(256), scaled(256)], channels: scaled(256) },
        pool('max'),
        { kind: 'mlpconv', kernel: 3, hidden: [scaled(384), scaled(384)], channels: scaled(384) },
        pool('max'),
        dropout,
        { kind: 'mlpconv', kernel: 3, hidden: [scaled(1024), scaled(1024)], channels: classes },
      ]),
      head: [{ kind: 'global-pool' }],
      batchNorm: norm,
    }),
  ),
];
