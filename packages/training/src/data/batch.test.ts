import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placementOf, UNCHANGED } from './augment.js';
import { epochOrder, imageBatch, normalizationTable, targetBatch } from './batch.js';
import type { ImageSplit } from './dataset.js';

const SIZE = { height: 2, width: 3, channels: 1 };
const split: ImageSplit = { images: Uint8Array.of(0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15), labels: Int32Array.of(1, 0), count: 2 };
/** Bytes pass through unchanged. */
const identity = Float32Array.from({ length: 256 }, (_, byte) => byte);
const batchOf = (indices: number[], placement = UNCHANGED) =>
  Array.from(imageBatch(split, Int32Array.from(indices), SIZE, identity, () => placement));

describe('imageBatch', () => {
  it('lays out the asked images in the asked order', () => {
    expect(batchOf([1, 0])).toEqual([10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5]);
  });

  it('flips left to right, and shifts by repeating the edge', () => {
    expect(batchOf([0], { ...UNCHANGED, flip: true })).toEqual([2, 1, 0, 5, 4, 3]);
    expect(batchOf([0], { ...UNCHANGED, shiftX: 1 })).toEqual([0, 0, 1, 3, 3, 4]);
    expect(batchOf([0], { ...UNCHANGED, shiftX: -2 })).toEqual([2, 2, 2, 5, 5, 5]);
    expect(batchOf([0], { ...UNCHANGED, shiftY: 1 })).toEqual([0, 1, 2, 0, 1, 2]);
    expect(batchOf([0], { flip: true, shiftY: -1, shiftX: 1 })).toEqual([5, 5, 4, 5, 5, 4]);
  });

  it('normalises each channel with its own statistics', () => {
    const table = normalizationTable({ mean: [0.2, 0.5], std: [0.1, 0] });
    const pixel: ImageSplit = { images: Uint8Array.of(51, 255), labels: Int32Array.of(0), count: 1 };
    const [first, second] = imageBatch(pixel, Int32Array.of(0), { height: 1, width: 1, channels: 2 }, table, () => UNCHANGED);
    expect(first).toBeCloseTo(0, 6);
    expect(second).toBeCloseTo(0.5, 6);
    expect(table[255]).toBeCloseTo(8, 5);
  });
});

describe('targetBatch', () => {
  it('moves the smoothing from the label to all classes alike and sums to 1', () => {
    const targets = Array.from(targetBatch(split, Int32Array.of(1, 0), 4, 0.1));
    [0.925, 0.025, 0.025, 0.025, 0.025, 0.925, 0.025, 0.025].forEach((value, i) => {
      expect(targets[i]).toBeCloseTo(value, 6);
    });
  });
});

describe('epochOrder', () => {
  it('visits every image once, in an order that depends on seed and epoch', () => {
    expect(Array.from(epochOrder(50, 1, 1)).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(epochOrder(50, 1, 1)).toEqual(epochOrder(50, 1, 1));
    expect(epochOrder(50, 1, 1)).not.toEqual(epochOrder(50, 1, 2));
    expect(epochOrder(50, 1, 1)).not.toEqual(epochOrder(50, 2, 1));
  });
});

describe('placementOf', () => {
  const augment = { horizontalFlip: true, shift: 0.1 };
  const size = { height: 20, width: 30 };

  it('depends on seed, epoch and index alone and stays within the share of the side', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(100), fc.nat(), (seed, epoch, index) => {
        const placement = placementOf(augment, size, { seed, epoch, index });
        expect(placement).toEqual(placementOf(augment, size, { seed, epoch, index }));
        expect(Math.abs(placement.shiftY)).toBeLessThanOrEqual(2);
        expect(Math.abs(placement.shiftX)).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('takes every shift about as often, flips half of the images, and differs between epochs', () => {
    const placements = Array.from({ length: 7000 }, (_, index) => placementOf(augment, size, { seed: 1, epoch: 1, index }));
    for (let shift = -3; shift <= 3; shift++) {
      expect(Math.abs(placements.filter(({ shiftX }) => shiftX === shift).length - 1000)).toBeLessThan(150);
    }
    expect(Math.abs(placements.filter(({ flip }) => flip).length - 3500)).toBeLessThan(200);
    const next = Array.from({ length: 7000 }, (_, index) => placementOf(augment, size, { seed: 1, epoch: 2, index }));
    const same = placements.filter(
      ({ flip, shiftX, shiftY }, i) => flip === next[i].flip && shiftX === next[i].shiftX && shiftY === next[i].shiftY,
    );
    expect(Math.abs(same.length - 7000 / 70)).toBeLessThan(50);
  });

  it('changes nothing when the recipe does not ask for it', () => {
    expect(placementOf({ horizontalFlip: false, shift: 0 }, size, { seed: 1, epoch: 1, index: 3 })).toEqual({
      flip: false,
      shiftY: 0,
      shiftX: 0,
    });
  });
});
