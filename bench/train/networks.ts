import { type Architecture, parseArchitecture, zoo } from '@isoflop/blocks';

/** A network of the benchmark and the images of one step. */
export interface BenchNetwork {
  readonly name: string;
  readonly architecture: Architecture;
  readonly batch: number;
}

/** MBConv blocks of doubled-up stages: [channels, repeats, kernel, stride]. */
function mbconvNet(
  name: string,
  input: Architecture['input'],
  expansion: number,
  stages: readonly (readonly [channels: number, repeats: number, kernel: number, stride: number])[],
  headChannels: number,
): Architecture {
  const head = headChannels > 0 ? [{ kind: 'conv', channels: headChannels, kernel: 1, activation: 'relu6' }] : [];
  return parseArchitecture({
    name,
    input,
    stem: [{ kind: 'conv', channels: 16, kernel: 3, stride: 1, activation: 'relu6' }],
    stages: stages.map(([channels, repeats, kernel, stride]) => ({
      repeats,
      block: { kind: 'mbconv', channels, expansion, kernel, stride, activation: 'relu6' },
    })),
    head: [...head, { kind: 'classifier', classes: 10 }],
  });
}

/** From 21 thousand parameters to EfficientNet-B0. */
export const BENCH_NETWORKS: readonly BenchNetwork[] = [
  {
    name: 'mbconv-21k',
    architecture: mbconvNet(
      'mbconv-21k',
      { height: 28, width: 28, channels: 1 },
      3,
      [
        [16, 1, 3, 1],
        [24, 1, 3, 2],
        [32, 1, 3, 2],
        [64, 1, 3, 1],
      ],
      0,
    ),
    batch: 64,
  },
  {
    name: 'mbconv-10m-macs',
    architecture: mbconvNet(
      'mbconv-10m-macs',
      { height: 32, width: 32, channels: 3 },
      4,
      [
        [16, 1, 5, 1],
        [24, 2, 3, 2],
        [40, 2, 5, 2],
        [64, 2, 3, 2],
      ],
      128,
    ),
    batch: 64,
  },
  { name: 'mobilenet_v2', architecture: zoo('mobilenet_v2', { resolution: 96 }), batch: 32 },
  { name: 'efficientnet_b0', architecture: zoo('efficientnet_b0', { resolution: 128 }), batch: 16 },
];
