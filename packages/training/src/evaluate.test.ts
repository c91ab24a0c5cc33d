import { expect, it } from 'vitest';
import type { ImageSplit } from './data/dataset.js';
import type { Engine } from './engines/engine.js';
import { evaluate } from './evaluate.js';

/** A network whose logit of class 0 is the pixel and of class 1 always 2, so results are known by hand. */
const pixelAgainstTwo: Pick<Engine, 'classes' | 'predict'> = {
  classes: 2,
  predict: async ({ images }, start, count) =>
    Float32Array.from(Array.from(images.subarray(start, start + count)).flatMap((pixel) => [pixel, 2])),
};

it('counts images and loss once each over several batches, and calls a tie wrong', async () => {
  const pixels = Array.from({ length: 503 }, (_, i) => i % 5);
  const split: ImageSplit = { images: Uint8Array.from(pixels), labels: new Int32Array(503), count: 503 };
  let pauses = 0;
  const { accuracy, loss } = await evaluate(pixelAgainstTwo, split, async () => {
    pauses++;
  });
  expect(accuracy).toBeCloseTo(pixels.filter((pixel) => pixel > 2).length / 503, 12);
  expect(loss).toBeCloseTo(pixels.reduce((sum, pixel) => sum + Math.log(1 + Math.exp(2 - pixel)), 0) / 503, 5);
  expect(pauses).toBe(3);
});
