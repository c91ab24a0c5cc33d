import { type Architecture, costOf, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { ScalingError } from '../scaling-error.js';
import { ROUNDINGS } from './rounding.js';
import { scale } from './scale.js';

const b0 = zoo('efficientnet_b0');

describe('scale', () => {
  it('with factors of 1 gives the network back', () => {
    expect(scale(b0, { width: 1, depth: 1, resolution: 1 })).toEqual(b0);
  });

  it('widens every branch of an Inception module and repeats no pooling', () => {
    const wide = scale(zoo('googlenet'), { width: 2, depth: 1, resolution: 1 });
    expect(costOf(wide).params).toBe(costOf(zoo('googlenet', { width: 2 })).params);
    const pools = (network: Architecture) => network.stages.filter(({ block }) => block.kind === 'pool').map(({ repeats }) => repeats);
    expect(pools(scale(zoo('googlenet'), { width: 1, depth: 2, resolution: 1 }))).toEqual(pools(zoo('googlenet')));
  });

  it('leaves channels that are no multiple of 8 alone when the width is', () => {
    const odd = { ...b0, stem: [{ kind: 'conv', channels: 12, kernel: 3, stride: 2, activation: 'silu' }] } as const satisfies Architecture;
    expect(scale(odd, { width: 1, depth: 2, resolution: 1 }).stem).toEqual(odd.stem);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the factor %s', (width) => {
    expect(() => scale(b0, { width, depth: 1, resolution: 1 })).toThrow(ScalingError);
  });

  it('shrinks: B0 at a quarter of its MACs on 128 pixels has about a million parameters', () => {
    const small = scale(b0, { width: 0.4, depth: 0.5, resolution: 128 / 224 });
    expect(small.input).toMatchObject({ height: 128, width: 128 });
    const { params, macs } = costOf(small);
    expect(params).toBeLessThan(1_300_000);
    expect(macs).toBeLessThan(costOf(b0).macs / 16);
    expect(small.stages.map(({ repeats }) => repeats)).toEqual([1, 1, 1, 2, 2, 2, 1]);
  });

  it("without the 10 % rule, B3's first stage has 16 channels and the params of EfficientNetV2's code", () => {
    const b3 = scale(b0, { width: 1.2, depth: 1.4, resolution: 300 / 224 }, ROUNDINGS['efficientnet-v2']);
    expect(b3.stages[0].block).toMatchObject({ channels: 16 });
    const { params, buffers } = costOf(b3);
    // google/automl, effnetv2_model_test.py: Keras counts running averages as well.
    expect(params + buffers).toBe(12_314_268);
  });
});
