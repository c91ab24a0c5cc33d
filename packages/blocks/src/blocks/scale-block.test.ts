import { describe, expect, it } from 'vitest';
import { zoo } from '../zoo/zoo.js';
import type { Block } from './registry.js';
import { isRepeatable, widenBlock } from './scale-block.js';

describe('widenBlock', () => {
  it('keeps channels divisible by groups that are no power of two', () => {
    const block: Block = { kind: 'conv', channels: 48, kernel: 3, stride: 1, activation: 'relu', groups: 12 };
    expect(widenBlock(block, 1.3)).toMatchObject({ channels: 72 });
  });

  it('refuses a factor that is not above 0', () => {
    const block: Block = { kind: 'global-pool' };
    expect(() => widenBlock(block, 0)).toThrowError('width: a width must be above 0 and at most 1000, got 0; use 1 to leave it');
  });
});

describe('isRepeatable', () => {
  it('tells the blocks that make a network deeper from poolings and reductions', () => {
    const kinds = (name: string, repeatable: boolean) =>
      new Set(zoo(name).stages.flatMap(({ block }) => (isRepeatable(block) === repeatable ? [block.kind] : [])));
    expect(kinds('googlenet', true)).toEqual(new Set(['inception']));
    expect(kinds('googlenet', false)).toEqual(new Set(['pool']));
    expect(kinds('inception_v3', false)).toEqual(new Set(['inception-b', 'inception-d']));
    expect(kinds('convnext_tiny', false)).toEqual(new Set(['norm', 'conv']));
    expect(kinds('efficientnet_b0', false)).toEqual(new Set());
  });
});
