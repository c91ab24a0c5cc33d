import { PYTORCH_NORM, published, type ZooEntry } from './zoo-entry.js';

/** Convolutions before each of the five poolings (Simonyan and Zisserman 2014, table 1: A, B, D, E). */
const FAMILY = [
  ['vgg11', [1, 1, 2, 2, 2]],
  ['vgg13', [2, 2, 2, 2, 2]],
  ['vgg16', [2, 2, 3, 3, 3]],
  ['vgg19', [2, 2, 4, 4, 4]],
] as const;
const CHANNELS = [64, 128, 256, 512, 512] as const;

/**
 * VGG without normalisation. Its first dense layer reads the flattened map, so params depend on the resolution as in the paper; torchvision
 * resizes that map to 7x7, which is the same network at 224 pixels only.
 */
export const vggs: readonly ZooEntry[] = FAMILY.map(([name, repeats]) =>
  published(
    { name, family: 'VGG', resolution: 224, source: 'Simonyan and Zisserman 2014, arXiv:1409.1556; torchvision vgg.py' },
    ({ classes, scaled, repeated }) => ({
      stages: repeats.flatMap((count, i) => [
        { repeats: repeated(count), block: { kind: 'conv', channels: scaled(CHANNELS[i]), norm: 'none' } as const },
        { repeats: 1, block: { kind: 'pool', function: 'max', kernel: 2, padding: 'valid' } as const },
      ]),
      head: [
        { kind: 'dense', units: scaled(4096), dropout: 0.5 },
        { kind: 'dense', units: scaled(4096), dropout: 0.5 },
        { kind: 'classifier', classes },
      ],
      batchNorm: PYTORCH_NORM,
    }),
  ),
);
