import { type Model, openBackend } from '@isoflop/runtime';
import type { Tensor4D } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { ImageSplit } from './data/dataset.js';
import { evaluate } from './evaluate.js';

const { tf } = await openBackend('plain');
const bytes = Float32Array.from({ length: 256 }, (_, byte) => byte);

/** A model whose logit of class 0 is the pixel and of class 1 always 2, so results are known by hand. */
function pixelAgainstTwo(modes: boolean[]): Pick<Model, 'input' | 'classes' | 'forward'> {
  return {
    input: [1, 1, 1],
    classes: 2,
    forward: (x: Tensor4D, mode) => {
      modes.push(mode.training);
      return tf.concat([x.reshape([-1, 1]), tf.fill([x.shape[0], 1], 2)], 1) as never;
    },
  };
}

it('counts images and loss once each over several batches, in inference mode, and calls a tie wrong', async () => {
  const pixels = Array.from({ length: 503 }, (_, i) => i % 5);
  const split: ImageSplit = { images: Uint8Array.from(pixels), labels: new Int32Array(503), count: 503 };
  const modes: boolean[] = [];
  let pauses = 0;
  const { accuracy, loss } = await evaluate(tf, pixelAgainstTwo(modes) as Model, split, bytes, async () => {
    pauses++;
  });
  expect(accuracy).toBeCloseTo(pixels.filter((pixel) => pixel > 2).length / 503, 12);
  expect(loss).toBeCloseTo(pixels.reduce((sum, pixel) => sum + Math.log(1 + Math.exp(2 - pixel)), 0) / 503, 5);
  expect(modes).toEqual([false, false, false]);
  expect(pauses).toBe(3);
});
