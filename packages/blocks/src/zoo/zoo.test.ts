import { describe, expect, it } from 'vitest';
import { costOf } from '../cost.js';
import { ArchitectureError } from '../error.js';
import { lower } from '../ir/lower.js';
import { regnetStages } from './regnet.js';
import { zoo, zooEntries } from './zoo.js';

const names = zooEntries.map((entry) => entry.name);
const logits = (name: string, options = {}) => lower(zoo(name, options)).nodes.at(-1)!.output;

describe('the options of a zoo network', () => {
  it.each(names)('classes and channels of %s change its ends and nothing between', (name) => {
    const base = costOf(zoo(name));
    expect(logits(name, { classes: 7 })).toEqual([1, 1, 7]);
    const grey = costOf(zoo(name, { channels: 1 }));
    expect(base.activations).toBe(grey.activations);
    expect(base.macs).toBeGreaterThan(grey.macs);
    expect(base.buffers).toBe(grey.buffers);
  });

  it.each(names)('width of %s makes it broader and narrower', (name) => {
    const [narrow, base, broad] = [0.5, 1, 1.5].map((width) => costOf(zoo(name, { width })));
    expect(narrow.macs).toBeLessThan(base.macs);
    expect(broad.macs).toBeGreaterThan(base.macs);
  });

  it.each(names)('depth of %s repeats its blocks, or is refused where none repeats', (name) => {
    const base = costOf(zoo(name));
    try {
      expect(costOf(zoo(name, { depth: 2 })).macs).toBeGreaterThan(base.macs);
    } catch (error) {
      expect(error).toBeInstanceOf(ArchitectureError);
      expect((error as Error).message).toBe(
        `depth: ${name}: depth cannot be scaled, for no block of it repeats, got 2; scale width or resolution`,
      );
    }
  });

  it.each(names.filter((name) => !name.startsWith('vgg')))('resolution of %s changes multiply-adds and no params', (name) => {
    const entry = zooEntries.find((candidate) => candidate.name === name)!;
    const [base, large] = [costOf(zoo(name)), costOf(zoo(name, { resolution: entry.resolution + 33 }))];
    expect(large.params).toBe(base.params);
    expect(large.macs).toBeGreaterThan(base.macs);
  });

  it('resolution of VGG changes its first dense layer, which reads the flattened map', () => {
    expect(costOf(zoo('vgg16', { resolution: 256 })).params - costOf(zoo('vgg16')).params).toBe((8 * 8 - 7 * 7) * 512 * 4096);
  });

  it.each([
    ['efficientnet_b0', { width: 0 }, 'width: efficientnet_b0: width must be above 0 and at most 100, got 0'],
    ['efficientnet_b0', { depth: Number.NaN }, 'depth: efficientnet_b0: depth must be above 0 and at most 100, got NaN'],
    ['efficientnet_b0', { resolution: 22.5 }, 'input/height: height must be a whole number, got 22.5'],
    ['efficientnet_b0', { classes: 0 }, 'head/1/classes: classifier: classes must be at least 1, got 0'],
    ['efficientnet_b0', { channels: -1 }, 'input/channels: channels must be at least 1, got -1'],
    ['inception_v3', { resolution: 32 }, 'a window of 3 pixels must fit'],
    ['efficientnet-b0', {}, 'a network name must be in the zoo, got efficientnet-b0; use one of efficientnet_b0'],
    ['transformer', {}, 'a network name must be in the zoo, got transformer; use one of those that isoflop zoo lists'],
  ])('%s with %o is refused with the reason', (name, options, message) => {
    expect(() => zoo(name, options)).toThrowError(message);
  });
});

it('RegNet’s generator gives the published stages', () => {
  const stages = regnetStages({ depth: 16, initialWidth: 48, slope: 27.89, multiplier: 2.09, groupWidth: 8 });
  expect(stages.map(({ channels, repeats }) => [channels, repeats])).toEqual([
    [48, 1],
    [104, 3],
    [208, 6],
    [440, 6],
  ]);
});
