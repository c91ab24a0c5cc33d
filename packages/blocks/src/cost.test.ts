import { describe, expect, it } from 'vitest';
import { costOf, layerCosts } from './cost.js';
import { lower } from './ir/lower.js';
import { zoo } from './zoo/zoo.js';

/** Params and multiply-adds of torchvision 0.14.1's networks, counted by module hooks (bias, normalisation, pooling and additions 0). */
const TORCHVISION = [
  { name: 'efficientnet_b0', options: {}, params: 5_288_548, macs: 385_814_752 },
  { name: 'mobilenet_v2', options: {}, params: 3_504_872, macs: 300_774_272 },
] as const;

describe('cost of published networks', () => {
  it.each(TORCHVISION)('counts $name to the integer', ({ name, options, params, macs }) => {
    const cost = costOf(zoo(name, options));
    expect(cost.params).toBe(params);
    expect(cost.macs).toBe(macs);
  });

  it('splits the multiply-adds of EfficientNet-B0 by class of op', () => {
    const { macsByOp } = costOf(zoo('efficientnet_b0'));
    expect(macsByOp.depthwise).toBe(34_532_064);
    expect(macsByOp.se).toBe(627_200);
    expect(macsByOp.dense).toBe(1_280_000);
  });

  it('adds up over the layers', () => {
    const architecture = zoo('efficientnet_b0', { resolution: 97 });
    const cost = costOf(architecture);
    const layers = layerCosts(lower(architecture));
    expect(layers.reduce((sum, layer) => sum + layer.params, 0)).toBe(cost.params);
    expect(layers.reduce((sum, layer) => sum + layer.macs, 0)).toBe(cost.macs);
    expect(layers.reduce((sum, layer) => sum + layer.activations, 0)).toBe(cost.activations);
  });
});

describe('peak activation memory', () => {
  it('of a chain is the largest input and output of one op, element-wise ops writing in place', () => {
    const cost = costOf({
      name: 'chain',
      input: { height: 8, width: 8, channels: 3 },
      stem: [{ kind: 'conv', channels: 16, kernel: 3, stride: 1, activation: 'relu' }],
      stages: [{ repeats: 1, block: { kind: 'conv', channels: 32, kernel: 3, stride: 2, activation: 'relu' } }],
      head: [{ kind: 'classifier', classes: 10, dropout: 0 }],
      batchNorm: { epsilon: 1e-3, momentum: 0.99 },
      stochasticDepth: 0,
    });
    // The second convolution reads 8x8x16 and writes 4x4x32.
    expect(cost.peakActivationBytes).toBe((8 * 8 * 16 + 4 * 4 * 32) * 4);
  });
});
