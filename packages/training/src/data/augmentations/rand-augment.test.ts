import { expect, it } from 'vitest';
import { seededGenerator } from '../../random.js';
import type { ByteImage } from './byte-image.js';
import { randAugment, randAugmentOps } from './rand-augment.js';

// Bright and smooth, so that the medium grey which comes in from outside differs more than neighbours do.
const image: ByteImage = {
  pixels: Uint8Array.from({ length: 20 * 20 * 3 }, (_, i) => 160 + Math.floor(i / 20) + ((i * 7) % 11)),
  height: 20,
  width: 20,
  channels: 3,
};
const byteDistance = (a: ByteImage, b: ByteImage) => a.pixels.reduce((sum, byte, i) => sum + Math.abs(byte - b.pixels[i]), 0);
/** Operations that do the same whatever the magnitude. */
const CONSTANT = ['identity', 'autoContrast', 'equalize'];

it('has the 14 operations of the paper', () => {
  expect(Object.keys(randAugmentOps)).toHaveLength(14);
});

it.each(Object.entries(randAugmentOps).filter(([name]) => !CONSTANT.includes(name)))(
  '%s changes nothing at magnitude 0, more the larger it is, and never the size',
  (_, op) => {
    for (const sign of [1, -1] as const) {
      expect(byteDistance(op(image, 0, sign), image)).toBe(0);
      const changed = [0.3, 1].map((level) => op(image, level, sign));
      expect(byteDistance(changed[1], image)).toBeGreaterThan(byteDistance(changed[0], image));
      for (const result of changed) expect(result.pixels).toHaveLength(image.pixels.length);
    }
  },
);

it.each(Object.entries(randAugmentOps))('%s takes grey images', (_, op) => {
  const grey = { ...image, channels: 1, pixels: image.pixels.subarray(0, 400) };
  expect(op(grey, 0.5, 1).pixels).toHaveLength(400);
});

it('goes as far as AutoAugment at magnitude 10', () => {
  const pixel = (byte: number): ByteImage => ({ pixels: Uint8Array.of(byte), height: 1, width: 1, channels: 1 });
  expect(randAugmentOps.posterize(pixel(0xff), 1, 1).pixels[0]).toBe(0xf0);
  expect(randAugmentOps.solarize(pixel(1), 1, 1).pixels[0]).toBe(254);
  expect(randAugmentOps.brightness(pixel(100), 1, 1).pixels[0]).toBe(190);
  expect(randAugmentOps.brightness(pixel(100), 1, -1).pixels[0]).toBe(9);
  const row: ByteImage = { pixels: Uint8Array.from({ length: 331 }, (_, i) => i & 127), height: 1, width: 331, channels: 1 };
  expect(randAugmentOps.translateX(row, 1, 1).pixels.subarray(0, 3)).toEqual(Uint8Array.of(150 & 127, 151 & 127, 152 & 127));
});

it('draws every operation about as often, in both directions, from the seed alone', () => {
  const once = (seed: number) => randAugment(image, { operations: 1, magnitude: 7 }, seededGenerator(seed)).pixels.join();
  const outcomes = new Map<string, number>();
  for (let seed = 0; seed < 2600; seed++) outcomes.set(once(seed), (outcomes.get(once(seed)) ?? 0) + 1);
  // Two ways for the nine operations with a direction, one for the five without.
  expect(outcomes.size).toBe(23);
  for (const count of outcomes.values()) expect(count).toBeGreaterThan(50);
  expect(once(1)).toBe(once(1));
});

it('applies as many operations as it is told', () => {
  const seeds = Array.from({ length: 300 }, (_, seed) => seed);
  const unchanged = (operations: number) =>
    seeds.filter((seed) => byteDistance(randAugment(image, { operations, magnitude: 9 }, seededGenerator(seed)), image) === 0).length;
  expect(unchanged(1)).toBeGreaterThan(unchanged(3));
});
