import { roundChannels, roundRepeats } from '../rounding.js';
import { siluConv } from './efficientnet.js';
import { published, TENSORFLOW_NORM, type ZooEntry } from './zoo-entry.js';

type StageRow = readonly [block: 'fused-mbconv' | 'mbconv', repeats: number, stride: number, expansion: number, channels: number];

/** Stages of the released code; where the paper's table of S lists 272 and 1792 channels, the code has 256 and 1280. */
const STAGES: { readonly [base in 'base' | 's' | 'm' | 'l' | 'xl']: readonly StageRow[] } = {
  base: [
    ['fused-mbconv', 1, 1, 1, 16],
    ['fused-mbconv', 2, 2, 4, 32],
    ['fused-mbconv', 2, 2, 4, 48],
    ['mbconv', 3, 2, 4, 96],
    ['mbconv', 5, 1, 6, 112],
    ['mbconv', 8, 2, 6, 192],
  ],
  s: [
    ['fused-mbconv', 2, 1, 1, 24],
    ['fused-mbconv', 4, 2, 4, 48],
    ['fused-mbconv', 4, 2, 4, 64],
    ['mbconv', 6, 2, 4, 128],
    ['mbconv', 9, 1, 6, 160],
    ['mbconv', 15, 2, 6, 256],
  ],
  m: [
    ['fused-mbconv', 3, 1, 1, 24],
    ['fused-mbconv', 5, 2, 4, 48],
    ['fused-mbconv', 5, 2, 4, 80],
    ['mbconv', 7, 2, 4, 160],
    ['mbconv', 14, 1, 6, 176],
    ['mbconv', 18, 2, 6, 304],
    ['mbconv', 5, 1, 6, 512],
  ],
  l: [
    ['fused-mbconv', 4, 1, 1, 32],
    ['fused-mbconv', 7, 2, 4, 64],
    ['fused-mbconv', 7, 2, 4, 96],
    ['mbconv', 10, 2, 4, 192],
    ['mbconv', 19, 1, 6, 224],
    ['mbconv', 25, 2, 6, 384],
    ['mbconv', 7, 1, 6, 640],
  ],
  xl: [
    ['fused-mbconv', 4, 1, 1, 32],
    ['fused-mbconv', 8, 2, 4, 64],
    ['fused-mbconv', 8, 2, 4, 96],
    ['mbconv', 16, 2, 4, 192],
    ['mbconv', 24, 1, 6, 256],
    ['mbconv', 32, 2, 6, 512],
    ['mbconv', 8, 1, 6, 640],
  ],
};

/** Stages, stem channels, width, depth, evaluation resolution and dropout (`efficientnetv2_params`). */
const FAMILY = [
  ['efficientnet_v2_b0', 'base', 32, 1.0, 1.0, 224, 0.2],
  ['efficientnet_v2_b1', 'base', 32, 1.0, 1.1, 240, 0.2],
  ['efficientnet_v2_b2', 'base', 32, 1.1, 1.2, 260, 0.3],
  ['efficientnet_v2_b3', 'base', 32, 1.2, 1.4, 300, 0.3],
  ['efficientnet_v2_s', 's', 24, 1.0, 1.0, 384, 0.2],
  ['efficientnet_v2_m', 'm', 24, 1.0, 1.0, 480, 0.3],
  ['efficientnet_v2_l', 'l', 32, 1.0, 1.0, 480, 0.4],
  ['efficientnet_v2_xl', 'xl', 32, 1.0, 1.0, 512, 0.4],
] as const;

/** EfficientNetV2: fused blocks early, gates only in the others, and a rounding rule without the 10 % clause of the first version. */
export const efficientnetV2s: readonly ZooEntry[] = FAMILY.map(([name, base, stem, memberWidth, memberDepth, resolution, dropout]) =>
  published(
    { name, family: 'EfficientNetV2', resolution, source: 'Tan and Le 2021, arXiv:2104.00298; google/automl effnetv2_configs.py' },
    ({ width, depth, classes }) => {
      const channels = (count: number) => roundChannels(count, memberWidth * width, 8, true);
      return {
        stem: [siluConv(channels(stem), 3, 2)],
        stages: STAGES[base].map(([kind, repeats, stride, expansion, count]) => ({
          repeats: roundRepeats(repeats, memberDepth * depth),
          block: { kind, channels: channels(count), expansion, stride, squeezeExcite: kind === 'mbconv' ? 0.25 : 0, activation: 'silu' },
        })),
        head: [siluConv(channels(1280), 1, 1), { kind: 'classifier', classes, dropout }],
        batchNorm: TENSORFLOW_NORM,
        stochasticDepth: 0.2,
      };
    },
  ),
);
