import { describe, expect, it } from 'vitest';
import { costOf } from '../cost.js';
import type { Architecture } from '../ir/architecture.js';
import { parseArchitecture } from '../ir/parse.js';
import { zoo, zooEntries } from '../zoo/zoo.js';
import type { Block } from './registry.js';
import { isRepeatable, widenBlock } from './scale-block.js';

const widened = (base: Architecture, width: number): Architecture => ({
  ...base,
  stem: base.stem.map((block) => widenBlock(block, width)),
  stages: base.stages.map(({ repeats, block }) => ({ repeats, block: widenBlock(block, width) })),
  head: base.head.map((block) => widenBlock(block, width)),
});

describe('widenBlock', () => {
  // These families scale every channel, so that a member at a width is its blocks at that width.
  it.each([
    'mobilenet_v1',
    'resnet50',
    'googlenet',
    'bn_inception',
    'inception_v3',
    'xception',
    'vgg11',
    'convnext_tiny',
    'efficientnet_b0',
  ])('widens %s as its zoo entry does', (name) => {
    for (const width of [0.5, 1.5]) {
      const { params, macs } = costOf(zoo(name, { width }));
      expect(costOf(widened(zoo(name), width))).toMatchObject({ params, macs });
    }
  });

  it.each(zooEntries.map((entry) => entry.name))('makes networks of %s that still fit together', (name) => {
    const base = zoo(name, { resolution: Math.max(96, zoo(name).input.height >> 1) });
    for (const width of [0.3, 0.77, 1.9]) expect(() => parseArchitecture(widened(base, width))).not.toThrow();
    expect(widened(base, 1)).toEqual(base);
  });

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
