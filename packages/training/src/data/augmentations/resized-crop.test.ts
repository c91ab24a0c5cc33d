import { expect, it } from 'vitest';
import { seededGenerator } from '../../random.js';
import { randomResizedCrop, resizedCrop } from './resized-crop.js';

/** A ramp to the right and down: what is seen of it tells where the window was. */
const side = 20;
const image = {
  pixels: Uint8Array.from({ length: 2 * side * side }, (_, i) => 10 * ((i & 1) === 0 ? (i >> 1) % side : Math.floor((i >> 1) / side))),
  height: side,
  width: side,
  channels: 2,
};
const ends = (pixels: Uint8Array, channel: number) => {
  const values = Array.from(pixels).filter((_, i) => (i & 1) === channel);
  return [Math.min(...values), Math.max(...values)];
};

it('brings a window to the size of the image', () => {
  const { pixels, height, width } = resizedCrop(image, { top: 5, left: 2, rows: 8, columns: 10 });
  expect([height, width, pixels.length]).toEqual([side, side, image.pixels.length]);
  expect(ends(pixels, 0)).toEqual([20, 110]);
  expect(ends(pixels, 1)).toEqual([50, 120]);
});

it('keeps the image where the window is all of it', () => {
  expect(resizedCrop(image, { top: 0, left: 0, rows: side, columns: side }).pixels).toEqual(image.pixels);
  expect(randomResizedCrop(image, { area: [4, 4] }, seededGenerator(1)).pixels).toEqual(image.pixels);
});

it('draws windows whose area and ratio of sides are within their limits', () => {
  const generator = seededGenerator(2);
  const areas = Array.from({ length: 300 }, () => {
    const { pixels } = randomResizedCrop(image, { area: [0.25, 0.64] }, generator);
    const [columns, rows] = [0, 1].map((channel) => {
      const [low, high] = ends(pixels, channel);
      return (high - low) / 10 + 1;
    });
    expect(columns / rows).toBeGreaterThan(0.65);
    expect(columns / rows).toBeLessThan(1.55);
    return (rows * columns) / side ** 2;
  });
  expect(Math.min(...areas)).toBeGreaterThan(0.2);
  expect(Math.max(...areas)).toBeLessThan(0.7);
  expect(areas.filter((area) => area < 0.4).length).toBeGreaterThan(60);
});
