import { expect, it } from 'vitest';
import { seededGenerator } from '../../random.js';
import { paddedCrop, randomPaddedCrop } from './padded-crop.js';

/** Bytes 1 to 6 in two rows. */
const image = { pixels: Uint8Array.of(1, 2, 3, 4, 5, 6), height: 2, width: 3, channels: 1 };
const cropped = (padding: number, top: number, left: number) => Array.from(paddedCrop(image, padding, top, left).pixels);

it('cuts a window of the old size out of the image padded with black', () => {
  expect(cropped(1, 1, 1)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(cropped(1, 0, 0)).toEqual([0, 0, 0, 0, 1, 2]);
  expect(cropped(1, 2, 2)).toEqual([5, 6, 0, 0, 0, 0]);
  expect(cropped(1, 1, 2)).toEqual([2, 3, 0, 5, 6, 0]);
  expect(cropped(4, 0, 4)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(cropped(4, 4, 8)).toEqual([0, 0, 0, 0, 0, 0]);
});

it('keeps the channels of a pixel together', () => {
  const coloured = { pixels: Uint8Array.of(1, 2, 3, 4, 5, 6), height: 1, width: 2, channels: 3 };
  expect(Array.from(paddedCrop(coloured, 1, 1, 0).pixels)).toEqual([0, 0, 0, 1, 2, 3]);
});

it('takes each of the (2 padding + 1) squared windows about as often', () => {
  const dot = { pixels: Uint8Array.from({ length: 25 }, (_, i) => (i === 12 ? 1 : 0)), height: 5, width: 5, channels: 1 };
  const generator = seededGenerator(1);
  const counts = new Array<number>(25).fill(0);
  for (let i = 0; i < 9000; i++) counts[randomPaddedCrop(dot, 1, generator).pixels.indexOf(1)]++;
  for (const at of [6, 7, 8, 11, 12, 13, 16, 17, 18]) expect(Math.abs(counts[at] - 1000)).toBeLessThan(150);
});
