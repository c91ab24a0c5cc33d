import { expect, it } from 'vitest';
import { seededGenerator } from '../../random.js';
import type { ByteImage } from './byte-image.js';
import { randomErasing } from './random-erasing.js';

// Random bytes are 0 once in 256, so what is erased shows nearly whole on black.
const black: ByteImage = { pixels: new Uint8Array(40 * 30 * 3), height: 40, width: 30, channels: 3 };

/** Height and width of the smallest box around what is not black. */
function extent({ pixels, width }: ByteImage): [number, number] {
  const rows = new Set<number>();
  const columns = new Set<number>();
  pixels.forEach((byte, i) => {
    if (byte === 0) return;
    rows.add(Math.floor(i / (3 * width)));
    columns.add(Math.floor(i / 3) % width);
  });
  return [Math.max(...rows) - Math.min(...rows) + 1, Math.max(...columns) - Math.min(...columns) + 1];
}

it('erases one rectangle whose area and aspect are in their ranges, with random bytes', () => {
  const generator = seededGenerator(1);
  for (let i = 0; i < 200; i++) {
    const erased = randomErasing(black, { probability: 1, area: [0.1, 0.4] }, generator);
    const [height, width] = extent(erased);
    const area = (height * width) / 1200;
    // Sides are rounded to pixels.
    expect(area).toBeGreaterThan(0.08);
    expect(area).toBeLessThan(0.44);
    expect(height / width).toBeGreaterThan(0.25);
    expect(height / width).toBeLessThan(3.8);
    const changed = erased.pixels.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0);
    expect(changed / (3 * height * width)).toBeGreaterThan(0.97);
  }
  expect(black.pixels.every((byte) => byte === 0)).toBe(true);
});

it('leaves the asked share of images as they are', () => {
  const generator = seededGenerator(3);
  const same = Array.from({ length: 2000 }, () => randomErasing(black, { probability: 0.25, area: [0.02, 0.4] }, generator) === black);
  expect(Math.abs(same.filter(Boolean).length - 1500)).toBeLessThan(80);
});

it('spreads over the whole image', () => {
  const generator = seededGenerator(4);
  const hits = new Float64Array(1200);
  for (let i = 0; i < 1500; i++) {
    randomErasing(black, { probability: 1, area: [0.02, 0.1] }, generator).pixels.forEach((byte, j) => {
      if (byte !== 0) hits[Math.floor(j / 3)]++;
    });
  }
  expect(hits.every((count) => count > 0)).toBe(true);
});
