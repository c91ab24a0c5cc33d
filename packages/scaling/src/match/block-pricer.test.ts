import { costOf, zoo, zooEntries } from '@isoflop/blocks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scale } from '../rules/scale.js';
import { BlockPricer } from './block-pricer.js';

describe('BlockPricer', () => {
  it.each(zooEntries.map(({ name }) => name))('counts %s, as published and scaled, as costOf does', (name) => {
    const pricer = new BlockPricer();
    const base = zoo(name);
    for (const factors of [
      { depth: 1, width: 1, resolution: 1 },
      { depth: 2.2, width: 1.3, resolution: 1.1 },
    ]) {
      const network = scale(base, factors);
      const { macs, params, activations } = costOf(network);
      expect(pricer.price(network)).toEqual({ macs, params, activations });
    }
  });

  it('remembers blocks without mixing up those of other networks', () => {
    const pricer = new BlockPricer();
    const bases = ['efficientnet_b0', 'regnet_y_400mf', 'googlenet', 'convnext_tiny'].map((name) => zoo(name));
    const factor = fc.double({ min: 0.5, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...bases), factor, factor, factor, (base, depth, width, resolution) => {
        const network = scale(base, { depth, width, resolution });
        const { macs, params, activations } = costOf(network);
        expect(pricer.price(network)).toEqual({ macs, params, activations });
      }),
      { numRuns: 40 },
    );
  });

  it('names the place in the network where blocks do not fit', () => {
    const base = zoo('inception_v3');
    const tiny = { ...base, input: { ...base.input, height: 32, width: 32 } };
    expect(() => new BlockPricer().price(tiny)).toThrow(/^stages\//);
  });
});
