import { published, type ZooEntry } from './zoo-entry.js';

/** Inception-v3 without its auxiliary classifier; modules as torchvision names them. */
export const inceptionV3: ZooEntry = published(
  {
    name: 'inception_v3',
    family: 'Inception',
    resolution: 299,
    source: 'Szegedy et al. 2015, arXiv:1512.00567; torchvision inception.py',
  },
  ({ width, classes, scaled, repeated }) => ({
    stem: [
      { kind: 'conv', channels: scaled(32), stride: 2, padding: 'valid' },
      { kind: 'conv', channels: scaled(32), padding: 'valid' },
      { kind: 'conv', channels: scaled(64) },
      { kind: 'pool', function: 'max', padding: 'valid' },
      { kind: 'conv', channels: scaled(80), kernel: 1 },
      { kind: 'conv', channels: scaled(192), padding: 'valid' },
      { kind: 'pool', function: 'max', padding: 'valid' },
    ],
    stages: [
      { repeats: 1, block: { kind: 'inception-a', poolProjection: scaled(32), width } },
      { repeats: repeated(2), block: { kind: 'inception-a', poolProjection: scaled(64), width } },
      { repeats: 1, block: { kind: 'inception-b', width } },
      { repeats: 1, block: { kind: 'inception-c', hidden: scaled(128), width } },
      { repeats: repeated(2), block: { kind: 'inception-c', hidden: scaled(160), width } },
      { repeats: 1, block: { kind: 'inception-c', hidden: scaled(192), width } },
      { repeats: 1, block: { kind: 'inception-d', width } },
      { repeats: repeated(2), block: { kind: 'inception-e', width } },
    ],
    head: [{ kind: 'classifier', classes, dropout: 0.5 }],
    batchNorm: { epsilon: 1e-3, momentum: 0.9 },
  }),
);
