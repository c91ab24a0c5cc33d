import { costOf } from '@isoflop/blocks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardinality, type Params } from './architecture-space.js';
import { parseExperiment } from './experiment-file.js';
import { describeSpace, extreme, ImpossibleBudgetError, requireSatisfiable } from './feasibility.js';
import { openSpace } from './presets/registry.js';

const data = { channels: 1, classes: 10 };
const { space: settings } = parseExperiment(
  'name: a\ndataset: textures\nspace: mbconv\nbudget: { macs: 1M }\nsearch: { trials: 1 }\n',
  'a.yaml',
);
const space = openSpace(settings);

/** A random point as an index per dimension. */
const anyIndices = fc.tuple(...[...space.values.values()].map((values) => fc.nat(values.length - 1)));
const paramsAt = (indices: readonly number[]): Params =>
  Object.fromEntries([...space.values].map(([name, values], i) => [name, values[indices[i]]]));

describe('the mbconv preset', () => {
  it('counts its points as the product of its dimensions', () => {
    expect(cardinality(space)).toBe(5 * 5 * 3 ** 3 * 2 ** 3 * 4 ** 3);
  });

  it('never gets cheaper when any one dimension grows', () => {
    fc.assert(
      fc.property(anyIndices, fc.nat(space.values.size - 1), (indices, dimension) => {
        const values = [...space.values.values()][dimension];
        const next = indices.map((index, i) => (i === dimension ? Math.min(index + 1, values.length - 1) : index));
        const small = costOf(space.build(paramsAt(indices), data));
        const large = costOf(space.build(paramsAt(next), data));
        expect(large.macs).toBeGreaterThanOrEqual(small.macs);
        expect(large.params).toBeGreaterThanOrEqual(small.params);
      }),
    );
  });
});

describe('describeSpace', () => {
  it('brackets every sampled network by the smallest and the largest', () => {
    const smallest = costOf(space.build(extreme(space, -1), data)).macs;
    const found = describeSpace(space, data, { macs: 2_000_000 });
    expect(found.macs.min).toBe(smallest);
    expect(found.macs.median).toBeGreaterThan(found.macs.min);
    expect(found.macs.max).toBeGreaterThan(found.macs.median);
    expect(found.satisfiable).toBe(true);
  });
});

describe('requireSatisfiable', () => {
  it('says what the smallest network costs when the budget is below it', () => {
    const smallest = costOf(space.build(extreme(space, -1), data)).macs;
    expect(() => requireSatisfiable(space, data, { macs: smallest })).not.toThrow();
    expect(() => requireSatisfiable(space, data, { macs: smallest - 1 })).toThrow(ImpossibleBudgetError);
    expect(() => requireSatisfiable(space, data, { macs: smallest - 1 })).toThrow(smallest.toLocaleString('en'));
  });
});
