import { describe, expect, it } from 'vitest';
import { costOf } from './cost.js';
import { parseArchitecture } from './ir/parse.js';
import { deepenNetwork, widenNetwork } from './scale-network.js';
import { zoo, zooEntries } from './zoo/zoo.js';

describe('widenNetwork', () => {
  // These families scale every channel, so that a member at a width is its blocks at that width.
  it.each([
    'mobilenet_v1',
    'nin_cifar10',
    'nin_imagenet',
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
      expect(costOf(widenNetwork(zoo(name), width))).toMatchObject({ params, macs });
    }
  });

  it.each(zooEntries.map((entry) => entry.name))('makes networks of %s that still fit together', (name) => {
    const base = zoo(name, { resolution: Math.max(96, zoo(name).input.height >> 1) });
    for (const width of [0.3, 0.77, 1.9]) expect(() => parseArchitecture(widenNetwork(base, width))).not.toThrow();
    expect(widenNetwork(base, 1)).toEqual(base);
  });

  it('keeps the channels that are the logits of a network without a classifier', () => {
    const base = parseArchitecture({
      input: { height: 8, width: 8, channels: 1 },
      stem: [{ kind: 'conv', channels: 8, kernel: 3 }],
      stages: [],
      head: [{ kind: 'conv', channels: 10, kernel: 1 }, { kind: 'global-pool' }],
    });
    const wide = widenNetwork(base, 4);
    expect([wide.stem[0], wide.head[0]]).toMatchObject([{ channels: 32 }, { channels: 10 }]);
  });
});

describe('deepenNetwork', () => {
  it('repeats the mlpconvs of Network in Network but for the one that gives the logits', () => {
    const repeats = deepenNetwork(zoo('nin_cifar10'), 2).stages.map((stage) => stage.repeats);
    expect(repeats).toEqual([2, 1, 1, 2, 1, 1, 1]);
  });

  it('rounds repeats up', () => {
    expect(deepenNetwork(zoo('resnet50'), 1.1).stages.map((stage) => stage.repeats)).toEqual([4, 5, 7, 4]);
  });
});
