import { costOf } from '@isoflop/blocks';
import { CompiledSpace } from 'hyperopt-js';
import { describe, expect, it } from 'vitest';
import { cardinality, type Params } from './architecture-space.js';
import { defineSpace } from './define-space.js';
import { PricedSpace } from './pricing/priced-space.js';
import { smallSpace } from './testing/small-space.js';

const data = { channels: 1, classes: 10 };

describe('defineSpace', () => {
  it('has as many points as the sampler enumerates, branches counted with their own dimensions', () => {
    const space = smallSpace();
    expect(cardinality(space)).toBe(2 * 2 * 2 * 3 * (4 + 2 + 1) * 3);
    expect(new CompiledSpace(space.dimensions).cardinality).toBe(cardinality(space));
  });

  it('builds the base network from the first value of every list', () => {
    const { base } = smallSpace();
    expect(base).toMatchObject({ resolution: 8, activation: 'relu', 'stage2.op': { kind: 'mbconv', kernel: 3, expansion: 2 } });
  });

  it('prices every point that a sampler can ask for to the integer', () => {
    const space = smallSpace();
    const priced = new PricedSpace(space, data);
    const compiled = new CompiledSpace(space.dimensions);
    for (const point of compiled.enumerate()) {
      const params = compiled.decode(point) as Params;
      const { macs, params: values, activations, weightsBytes } = costOf(space.build(params, data));
      expect(priced.priceOf(priced.pointOf(params))).toEqual({ macs, params: values, activations, weightsBytes });
    }
  });

  it('takes a value that a sampler computed as the listed one, although its last bit differs', () => {
    const space = defineSpace('widths', { resolution: [8], width: [0.7, 0.8, 0.9] })
      .head(['width'], ({ width }, { classes }) => [
        { kind: 'conv', channels: Math.round(100 * width) },
        { kind: 'classifier', classes },
      ])
      .open();
    expect(0.7 + 0.1).not.toBe(0.8);
    expect(space.build({ resolution: 8, width: 0.7 + 0.1 }, data)).toEqual(space.build({ resolution: 8, width: 0.8 }, data));
  });

  it('refuses a dimension that decides nothing and a value that is not listed', () => {
    const head = defineSpace('idle', { resolution: [8], width: [1, 2] }).head([], (_, { classes }) => [{ kind: 'classifier', classes }]);
    expect(() => head.open()).toThrow('space/width: a dimension must decide something');
    expect(() => smallSpace().build({ ...smallSpace().base, width: 9 }, data)).toThrow(
      'params/width: a value must be one that the space lists, got 9',
    );
  });
});
