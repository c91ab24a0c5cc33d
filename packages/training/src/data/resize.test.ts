import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageSplit } from './dataset.js';
import { resizeSplit } from './resize.js';

const split = (images: readonly number[], count = 1): ImageSplit => ({
  images: Uint8Array.from(images),
  labels: new Int32Array(count),
  count,
});

describe('resizeSplit', () => {
  it('returns the same split for the same size', () => {
    const same = split([1, 2, 3, 4]);
    expect(resizeSplit(same, [2, 2, 1], [2, 2])).toBe(same);
  });

  it('averages blocks with triangle weights when it halves: by hand for one row of four', () => {
    // Output centres lie at 0.5 and 2.5, the radius is 2: weights 3, 3, 1 over inputs 0 to 2, mirrored for the second.
    const row = resizeSplit(split([0, 70, 140, 210]), [1, 4, 1], [1, 2]);
    expect(Array.from(row.images)).toEqual([Math.round((3 * 0 + 3 * 70 + 140) / 7), Math.round((70 + 3 * 140 + 3 * 210) / 7)]);
  });

  it('is bilinear with half-pixel centres when it doubles: by hand for one row of two', () => {
    expect(Array.from(resizeSplit(split([0, 100]), [1, 2, 1], [1, 4]).images)).toEqual([0, 25, 75, 100]);
  });

  it('keeps constant images constant and channels apart at any size', () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(side, side, side, side, fc.nat(255), fc.nat(255), (height, width, outHeight, outWidth, red, blue) => {
        const images = Array.from({ length: 2 * height * width }, () => [red, blue]).flat();
        const resized = resizeSplit(split(images, 2), [height, width, 2], [outHeight, outWidth]);
        expect(Array.from(resized.images)).toEqual(Array.from({ length: 2 * outHeight * outWidth }, () => [red, blue]).flat());
      }),
    );
  });

  it('resizes each image on its own and mirrors with its input', () => {
    const left = [10, 200, 30, 40, 50, 60, 70, 80, 90];
    const mirrored = [30, 200, 10, 60, 50, 40, 90, 80, 70];
    const both = Array.from(resizeSplit(split([...left, ...mirrored], 2), [3, 3, 1], [2, 2]).images);
    expect([both[5], both[4], both[7], both[6]]).toEqual(both.slice(0, 4));
  });
});
