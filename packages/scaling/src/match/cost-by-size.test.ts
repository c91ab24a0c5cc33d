import { costOf, GraphBuilder, lower, parseArchitecture } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { costAtSize, costBySize } from './cost-by-size.js';

const network = (size: number, blocks: object) =>
  parseArchitecture({ name: 'one', input: { height: size, width: size, channels: 8 }, stem: [], stages: [], head: [], ...blocks });

describe('costBySize', () => {
  it('counts at every size what counting anew does, odd sizes and strides included', () => {
    const mbconv = { kind: 'mbconv', channels: 12, stride: 2, expansion: 3, kernel: 5, squeezeExcite: 0.25 };
    const classifier = [{ kind: 'conv', channels: 16, kernel: 1 }, { kind: 'global-pool' }, { kind: 'classifier', classes: 10 }];
    const at = (size: number) => network(size, { stages: [{ repeats: 2, block: mbconv }], head: classifier });
    const bySize = costBySize(lower(at(32)));
    expect(bySize).toBeDefined();
    for (let size = 1; size <= 70; size++) {
      const { macs, params, activations } = costOf(at(size));
      expect(costAtSize(bySize!, size, size)).toEqual({ macs, params, activations, output: [1, 1, 10] });
    }
  });

  it('has no answer for other paddings and for flattened images, whose cost has another form', () => {
    const valid = network(32, { head: [{ kind: 'conv', channels: 8, kernel: 3, padding: 'valid' }] });
    expect(costBySize(lower(valid))).toBeUndefined();
    const flat = new GraphBuilder([4, 4, 8]);
    flat.add('flat', { kind: 'flatten' }, [0]);
    expect(costBySize(flat.build())).toBeUndefined();
  });
});
