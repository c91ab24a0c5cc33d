import type { ArchitectureChoices, Block, Stage } from '@isoflop/blocks';

/** Channels at width 1 and stride of EfficientNet-B0's stages. */
const STAGES = [
  [16, 1],
  [24, 2],
  [40, 2],
  [80, 2],
  [112, 1],
  [192, 2],
  [320, 1],
] as const;
const WIDTHS = [0.5, 0.75, 1, 1.25, 1.5];
const KERNELS = [3, 5, 7];
const EXPANSIONS = [1, 3, 4, 6];
const REPEATS = [1, 2, 3, 4];

/** A seven-stage MBConv space: width, kernel, expansion and depth free in every stage, and eight resolutions. */
export const mbconvChoices: ArchitectureChoices = {
  name: 'mbconv-seven-stages',
  resolutions: [128, 144, 160, 176, 192, 208, 224, 240],
  channels: 3,
  stems: [[{ kind: 'conv', channels: 32, kernel: 3, stride: 2, activation: 'silu' }]],
  stages: STAGES.map(([channels, stride]) =>
    WIDTHS.flatMap((width) =>
      KERNELS.flatMap((kernel) =>
        EXPANSIONS.flatMap((expansion) =>
          REPEATS.map(
            (repeats): Stage => ({
              repeats,
              block: {
                kind: 'mbconv',
                channels: Math.max(8, Math.round((channels * width) / 8) * 8),
                kernel,
                expansion,
                stride,
                squeezeExcite: 0.25,
                activation: 'silu',
              },
            }),
          ),
        ),
      ),
    ),
  ),
  heads: [
    [
      { kind: 'conv', channels: 1280, kernel: 1, stride: 1, activation: 'silu' },
      { kind: 'classifier', classes: 1000, dropout: 0.2 },
    ] satisfies Block[],
  ],
  batchNorm: { epsilon: 1e-3, momentum: 0.99 },
  stochasticDepth: 0.2,
};

/** Fills `genes` with indices drawn evenly, by a 32-bit xorshift (Marsaglia 2003) that is returned to go on from. */
export function drawGenes(genes: Int32Array, choices: readonly number[], state: number): number {
  let x = state;
  for (let i = 0; i < genes.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    genes[i] = (x >>> 0) % choices[i];
  }
  return x;
}
