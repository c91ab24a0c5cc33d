import type { BlockSpec } from '../blocks/registry.js';
import { type Plan, type PlanOptions, published, type ZooEntry } from './zoo-entry.js';

/** Channels of 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection (Szegedy et al. 2014, table 1); modules 3a to 5b. */
export const GOOGLENET_MODULES = [
  [
    [64, 96, 128, 16, 32, 32],
    [128, 128, 192, 32, 96, 64],
  ],
  [
    [192, 96, 208, 16, 48, 64],
    [160, 112, 224, 24, 64, 64],
    [128, 128, 256, 24, 64, 64],
    [112, 144, 288, 32, 64, 64],
    [256, 160, 320, 32, 128, 128],
  ],
  [
    [256, 160, 320, 32, 128, 128],
    [384, 192, 384, 48, 128, 128],
  ],
] as const;

const facts = { family: 'GoogLeNet', resolution: 224, fixedDepth: true } as const;

/**
 * GoogLeNet as published, and as torchvision builds it: with batch normalisation, without local response normalisation, and with 3x3 kernels
 * where the paper has 5x5 (pytorch/vision issue 906). Neither has the two auxiliary classifiers, which only training used.
 */
export const googlenets: readonly ZooEntry[] = [
  published({ ...facts, name: 'googlenet', source: 'Szegedy et al. 2014, arXiv:1409.4842; Caffe bvlc_googlenet' }, caffe),
  published(
    { ...facts, name: 'googlenet_torchvision', source: 'torchvision googlenet.py; Szegedy et al. 2014, arXiv:1409.4842' },
    torchvision,
  ),
];

const pool = (kernel = 3): BlockSpec => ({ kind: 'pool', function: 'max', kernel, padding: 'ceil' });

function caffe(options: PlanOptions): Plan {
  const conv = (channels: number, kernel: number, stride = 1): BlockSpec => ({
    kind: 'conv',
    channels: options.scaled(channels),
    kernel,
    stride,
    norm: 'none',
  });
  const response: BlockSpec = { kind: 'norm', norm: 'local-response' };
  return {
    stem: [conv(64, 7, 2), pool(), response, conv(64, 1), conv(192, 3), response, pool()],
    stages: once([...modules(options, 0, {}), pool(), ...modules(options, 1, {}), pool(), ...modules(options, 2, {})]),
    head: [{ kind: 'classifier', classes: options.classes, dropout: 0.4 }],
    batchNorm: { epsilon: 1e-3, momentum: 0.9 },
  };
}

function torchvision(options: PlanOptions): Plan {
  const conv = (channels: number, kernel: number, stride = 1): BlockSpec => ({
    kind: 'conv',
    channels: options.scaled(channels),
    kernel,
    stride,
  });
  const rest = { largeKernel: 3, norm: 'batch' } as const;
  return {
    stem: [conv(64, 7, 2), pool(), conv(64, 1), conv(192, 3), pool()],
    stages: once([...modules(options, 0, rest), pool(), ...modules(options, 1, rest), pool(2), ...modules(options, 2, rest)]),
    head: [{ kind: 'classifier', classes: options.classes, dropout: 0.2 }],
    batchNorm: { epsilon: 1e-3, momentum: 0.9 },
  };
}

function modules({ scaled }: PlanOptions, group: 0 | 1 | 2, rest: { largeKernel?: 3; norm?: 'batch' }): BlockSpec[] {
  return GOOGLENET_MODULES[group].map((row) => {
    const [pointwise, reduce3, conv3, reduce5, conv5, poolProjection] = row.map(scaled);
    return { kind: 'inception', pointwise, reduce3, conv3, reduce5, conv5, poolProjection, ...rest };
  });
}

function once(blocks: readonly BlockSpec[]): Plan['stages'] {
  return blocks.map((block) => ({ repeats: 1, block }));
}
