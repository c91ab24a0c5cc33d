import { costOf, zoo } from '@isoflop/blocks';
import { describe, expect, it } from 'vitest';
import { scale } from '../rules/scale.js';
import { cliffsNear, snapOffers } from './cliffs.js';

const b0 = zoo('efficientnet_b0');
const published = { depth: 1.2, width: 1.1, resolution: 1.15 };

describe('cliffsNear', () => {
  const cliffs = cliffsNear(b0, published);

  it('finds the worst one two pixels below the published step 1', () => {
    expect(cliffs[0]).toMatchObject({ axis: 'resolution', pixels: [256, 257] });
    expect(cliffs[0].jump).toBeCloseTo(0.154, 3);
  });

  it('counts both sides of each, a hair apart', () => {
    for (const { axis, before, after, macs } of cliffs) {
      const at = (factor: number) => costOf(scale(b0, { ...published, [axis]: factor })).macs;
      expect([at(before), at(after)]).toEqual(macs);
      expect(after / before - 1).toBeLessThan(0.005);
    }
    expect(cliffs.map(({ jump }) => jump)).toEqual(cliffs.map(({ jump }) => jump).sort((a, b) => b - a));
  });

  it('finds none where none is asked for', () => {
    expect(cliffsNear(b0, published, scale, { within: 0.1, leastJump: 0.5 })).toEqual([]);
  });
});

describe('snapOffers', () => {
  it('offers 256 pixels in place of 257, which saves an eighth', () => {
    const offers = snapOffers(b0, { depth: 1, width: 1, resolution: 257 / 224 });
    const down = offers.find(({ pixels, axis }) => axis === 'resolution' && pixels === 256)!;
    expect(down.saved).toBeCloseTo(1 - 1 / 1.144, 2);
    expect(down.macs).toBe(costOf(zoo('efficientnet_b0', { resolution: 256 })).macs);
  });

  it('offers the depth step below, which for 1.2 is the base', () => {
    const depth = snapOffers(b0, published).find(({ axis }) => axis === 'depth')!;
    expect(depth.factor).toBe(1);
    expect(depth.saved).toBeGreaterThan(0.3);
  });

  it('offers factors that do make the network of the offer', () => {
    // A width of 1.1 is itself the first of its step: 40 channels become 44, half way to 48.
    for (const { axis, factor, macs } of snapOffers(b0, published)) {
      expect(costOf(scale(b0, { ...published, [axis]: factor })).macs).toBe(macs);
    }
    expect(snapOffers(b0, published).find(({ axis }) => axis === 'width')!.factor).toBe(1.099);
  });

  it('offers no pixels to an image that is a multiple of 32 already', () => {
    expect(snapOffers(b0, { depth: 1, width: 1, resolution: 1 }).filter(({ axis }) => axis === 'resolution')).toEqual([]);
  });
});
