import type { BlockSpec } from '../blocks/registry.js';
import { roundChannels, roundRepeats } from '../rounding.js';
import { EFFICIENTNET_STAGES } from './efficientnet.js';
import { published, TENSORFLOW_NORM, type ZooEntry } from './zoo-entry.js';

/** Width, depth, resolution and dropout (`efficientnet_lite_params`; timm runs lite3 and lite4 at 300 and 380 pixels). */
const FAMILY = [
  ['efficientnet_lite0', 1.0, 1.0, 224, 0.2],
  ['efficientnet_lite1', 1.0, 1.1, 240, 0.2],
  ['efficientnet_lite2', 1.1, 1.2, 260, 0.3],
  ['efficientnet_lite3', 1.2, 1.4, 280, 0.3],
  ['efficientnet_lite4', 1.4, 1.8, 300, 0.3],
] as const;

/** EfficientNets without gates and with ReLU6; the family scales neither stem and head nor the depth of the first and last stage. */
export const efficientnetLites: readonly ZooEntry[] = FAMILY.map(([name, memberWidth, memberDepth, resolution, dropout]) =>
  published(
    {
      name,
      family: 'EfficientNet-Lite',
      resolution,
      source: 'tensorflow/tpu models/official/efficientnet/lite (README and efficientnet_lite_builder.py)',
    },
    ({ width, depth, classes, scaled, repeated }) => {
      const plain = (channels: number, kernel: number, stride: number): BlockSpec => ({
        kind: 'conv',
        channels: scaled(channels),
        kernel,
        stride,
        activation: 'relu6',
      });
      return {
        stem: [plain(32, 3, 2)],
        stages: EFFICIENTNET_STAGES.map(([kernel, stride, expansion, channels, repeats], i) => ({
          repeats: i === 0 || i === EFFICIENTNET_STAGES.length - 1 ? repeated(repeats) : roundRepeats(repeats, memberDepth * depth),
          block: { kind: 'mbconv', channels: roundChannels(channels, memberWidth * width), expansion, kernel, stride, activation: 'relu6' },
        })),
        head: [plain(1280, 1, 1), { kind: 'classifier', classes, dropout }],
        batchNorm: TENSORFLOW_NORM,
        stochasticDepth: 0.2,
      };
    },
  ),
);
