import type { BlockSpec } from '../blocks/registry.js';
import { roundChannels } from '../rounding.js';
import { PYTORCH_NORM, published, type ZooEntry } from './zoo-entry.js';

/** Repeats per stage; share of the output channels inside the bottleneck (0 for the basic block); groups (He 2015, Xie 2017, Zagoruyko 2016). */
const FAMILY = [
  ['resnet18', [2, 2, 2, 2], 0, 1],
  ['resnet34', [3, 4, 6, 3], 0, 1],
  ['resnet50', [3, 4, 6, 3], 1 / 4, 1],
  ['resnet101', [3, 4, 23, 3], 1 / 4, 1],
  ['resnet152', [3, 8, 36, 3], 1 / 4, 1],
  ['resnext50_32x4d', [3, 4, 6, 3], 1 / 2, 32],
  ['resnext101_32x4d', [3, 4, 23, 3], 1 / 2, 32],
  ['resnext101_32x8d', [3, 4, 23, 3], 1, 32],
  ['resnext101_64x4d', [3, 4, 23, 3], 1, 64],
  ['resnext152_32x4d', [3, 8, 36, 3], 1 / 2, 32],
  ['wide_resnet50_2', [3, 4, 6, 3], 1 / 2, 1],
  ['wide_resnet101_2', [3, 4, 23, 3], 1 / 2, 1],
] as const;

/** ResNet ("v1.5", the stride in the 3x3), ResNeXt and wide ResNet. */
export const resnets: readonly ZooEntry[] = FAMILY.map(([name, repeats, inside, groups]) =>
  published(
    {
      name,
      family: groups > 1 ? 'ResNeXt' : name.startsWith('wide') ? 'Wide ResNet' : 'ResNet',
      resolution: 224,
      source:
        groups > 1
          ? 'Xie et al. 2017, arXiv:1611.05431; torchvision resnet.py, pycls'
          : name.startsWith('wide')
            ? 'Zagoruyko and Komodakis 2016, arXiv:1605.07146; torchvision resnet.py'
            : 'He et al. 2015, arXiv:1512.03385; torchvision resnet.py',
    },
    ({ width, classes, scaled, repeated }) => {
      const block = (stage: number): BlockSpec => {
        const stride = stage === 0 ? 1 : 2;
        const basic = 64 * 2 ** stage;
        if (inside === 0) return { kind: 'basic-residual', channels: scaled(basic), stride };
        // A scaled bottleneck must stay divisible by the groups.
        const bottleneck = roundChannels(4 * basic * inside, width, Math.max(8, groups));
        return { kind: 'bottleneck-residual', channels: scaled(4 * basic), bottleneck, groups, stride };
      };
      return {
        stem: [
          { kind: 'conv', channels: scaled(64), kernel: 7, stride: 2 },
          { kind: 'pool', function: 'max' },
        ],
        stages: repeats.map((count, stage) => ({ repeats: repeated(count), block: block(stage) })),
        head: [{ kind: 'classifier', classes }],
        batchNorm: PYTORCH_NORM,
      };
    },
  ),
);
