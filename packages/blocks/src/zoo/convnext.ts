import type { BlockSpec } from '../blocks/registry.js';
import { PYTORCH_NORM, published, type ZooEntry } from './zoo-entry.js';

/** Channels of the first stage, repeats per stage, stochastic depth (Liu et al. 2022, section 3 and table 5). */
const FAMILY = [
  ['convnext_tiny', 96, [3, 3, 9, 3], 0.1],
  ['convnext_small', 96, [3, 3, 27, 3], 0.4],
  ['convnext_base', 128, [3, 3, 27, 3], 0.5],
  ['convnext_large', 192, [3, 3, 27, 3], 0.5],
] as const;

/** ConvNeXt tiny to large: patches of 4x4, and before each later stage a layer normalisation and a 2x2 convolution with stride 2. */
export const convnexts: readonly ZooEntry[] = FAMILY.map(([name, first, repeats, stochasticDepth]) =>
  published(
    { name, family: 'ConvNeXt', resolution: 224, source: 'Liu et al. 2022, arXiv:2201.03545; torchvision convnext.py' },
    ({ classes, scaled, repeated }) => {
      const once = (block: BlockSpec) => ({ repeats: 1, block });
      const patches = { kind: 'conv', padding: 'valid', activation: 'linear' } as const;
      return {
        stem: [{ ...patches, channels: scaled(first), kernel: 4, stride: 4, norm: 'layer' }],
        stages: repeats.flatMap((count, i) => {
          const blocks = { repeats: repeated(count), block: { kind: 'convnext' } as const };
          if (i === 0) return [blocks];
          const channels = scaled(first * 2 ** i);
          return [once({ kind: 'norm', norm: 'layer' }), once({ ...patches, channels, kernel: 2, stride: 2, norm: 'none' }), blocks];
        }),
        head: [{ kind: 'global-pool' }, { kind: 'norm', norm: 'layer' }, { kind: 'classifier', classes }],
        batchNorm: PYTORCH_NORM,
        stochasticDepth,
      };
    },
  ),
);
