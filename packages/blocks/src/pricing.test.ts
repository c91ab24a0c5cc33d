import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from './blocks/registry.js';
import { costOf } from './cost.js';
import { ArchitectureError } from './error.js';
import { type ArchitectureChoices, compilePricing } from './pricing.js';

const STAGES = [
  { stride: 1, channels: [16, 24] },
  { stride: 2, channels: [24, 32] },
  { stride: 2, channels: [40, 48] },
  { stride: 2, channels: [80, 96] },
  { stride: 1, channels: [96, 112] },
  { stride: 2, channels: [160, 192] },
  { stride: 1, channels: [256, 320] },
];

const space: ArchitectureChoices = {
  name: 'seven-stages',
  resolutions: [96, 97, 128],
  channels: 3,
  stems: [16, 32].map((channels): Block[] => [{ kind: 'conv', channels, kernel: 3, stride: 2, activation: 'silu' }]),
  stages: STAGES.map(({ stride, channels }) =>
    channels.flatMap((width) =>
      [3, 5].flatMap((kernel) =>
        [1, 6].flatMap((expansion) =>
          [1, 2, 4].map((repeats) => ({
            repeats,
            block: {
              kind: 'mbconv' as const,
              channels: width,
              kernel,
              expansion,
              stride,
              squeezeExcite: 0.25,
              activation: 'silu' as const,
            },
          })),
        ),
      ),
    ),
  ),
  heads: [[{ kind: 'classifier', classes: 10, dropout: 0.2 }]],
  batchNorm: { epsilon: 1e-3, momentum: 0.99 },
  stochasticDepth: 0.2,
};

describe('compilePricing', () => {
  const pricing = compilePricing(space);
  const genes = fc.tuple(...pricing.choices.map((count) => fc.nat(count - 1)));

  it('agrees with costOf to the integer, peak memory included', () => {
    fc.assert(
      fc.property(genes, (candidate) => {
        const { params, macs, activations, peakActivationBytes, weightsBytes } = costOf(pricing.architecture(candidate));
        expect(pricing.price(candidate)).toEqual({ params, macs, activations, peakActivationBytes, weightsBytes });
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees for blocks that change the channels they are repeated on, and for several heads', () => {
    const naive = {
      kind: 'inception' as const,
      pointwise: 8,
      reduce3: 0,
      conv3: 8,
      reduce5: 0,
      conv5: 8,
      poolProjection: 0,
    };
    const grown = compilePricing({
      ...space,
      stages: [[1, 3].map((repeats) => ({ repeats, block: naive }))],
      heads: [[{ kind: 'global-pool' }], [{ kind: 'classifier', classes: 7, dropout: 0 }]],
    });
    for (const candidate of [
      [0, 0, 0, 0],
      [2, 1, 1, 1],
    ]) {
      expect(grown.price(candidate)).toMatchObject({ params: costOf(grown.architecture(candidate)).params });
    }
  });

  it('names the gene that is out of range instead of pricing a neighbour', () => {
    const candidate = pricing.choices.map(() => 0);
    for (const wrong of [-1, 24, 0.5, Number.NaN]) {
      expect(() => pricing.price(candidate.with(4, wrong))).toThrowError(`genes/4: this gene is a whole number from 0 to 23, got`);
    }
    expect(() => pricing.price([0, 0])).toThrowError('a candidate has 10 genes');
  });

  it('prices the candidates that fit in a space where others do not, and says what does not fit', () => {
    const valid: Block = { kind: 'conv', channels: 8, kernel: 5, stride: 1, activation: 'relu', padding: 'valid' };
    const narrow = compilePricing({ ...space, resolutions: [4, 32], stages: [[{ repeats: 1, block: valid }]] });
    expect(narrow.price([1, 0, 0, 0]).macs).toBe(costOf(narrow.architecture([1, 0, 0, 0])).macs);
    expect(() => narrow.price([0, 0, 0, 0])).toThrowError(ArchitectureError);
    expect(() => narrow.price([0, 0, 0, 0])).toThrowError('stages/0/0/main/conv: a window of 5 pixels must fit');
  });
});
