import type { BlockSpec } from '../blocks/registry.js';
import { published, TENSORFLOW_NORM, type ZooEntry } from './zoo-entry.js';

/** Xception: entry, middle and exit flow (Chollet 2017, figure 5). `depth` repeats the middle flow. */
export const xceptionNet: ZooEntry = published(
  {
    name: 'xception',
    family: 'Xception',
    resolution: 299,
    source: 'Chollet 2017, arXiv:1610.02357; Keras applications xception.py',
  },
  ({ classes, scaled, repeated }) => {
    const module = (hidden: readonly number[], channels: number, stride: number): BlockSpec => ({
      kind: 'xception',
      hidden: hidden.map(scaled),
      channels: scaled(channels),
      stride,
    });
    const separable = (channels: number): BlockSpec => ({
      kind: 'separable',
      channels: scaled(channels),
      activation: 'relu',
      between: 'none',
    });
    return {
      stem: [
        { kind: 'conv', channels: scaled(32), stride: 2, padding: 'valid' },
        { kind: 'conv', channels: scaled(64), padding: 'valid' },
      ],
      stages: [
        // The stem has rectified what enters the first module.
        { repeats: 1, block: { ...module([128], 128, 2), leadingActivation: false } as BlockSpec },
        { repeats: 1, block: module([256], 256, 2) },
        { repeats: 1, block: module([728], 728, 2) },
        { repeats: repeated(8), block: module([728, 728], 728, 1) },
        { repeats: 1, block: module([728], 1024, 2) },
      ],
      head: [separable(1536), separable(2048), { kind: 'classifier', classes, dropout: 0.5 }],
      batchNorm: TENSORFLOW_NORM,
    };
  },
);
