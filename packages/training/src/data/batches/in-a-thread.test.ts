import { afterEach, expect, it } from 'vitest';
import type { BatchSource } from '../augmented-batch.js';
import { type BatchMaker, inThisThread, isCostly } from './batch-maker.js';
import { inAThread } from './in-a-thread.js';

const size = { height: 8, width: 8, channels: 3 };
const count = 20;
const source: BatchSource = {
  split: {
    images: Uint8Array.from({ length: count * 192 }, (_, i) => (i * 31) & 255),
    labels: Int32Array.from({ length: count }, (_, i) => i % 4),
    count,
  },
  size,
  classes: 4,
  table: Float32Array.from({ length: 768 }, (_, i) => i),
  augment: { horizontalFlip: true, shift: 0, randAugment: { operations: 2, magnitude: 9 }, mixup: { alpha: 0.2 } },
  labelSmoothing: 0.1,
  seed: 3,
};
const requests = Array.from({ length: 6 }, (_, number) => ({ images: Int32Array.of(number, 5, 9, 19), epoch: 1 + (number & 1), number }));

let maker: BatchMaker;
afterEach(() => maker.dispose());

it('makes the same batches as this thread does, expected or not, in any order', async () => {
  maker = inAThread(source);
  maker.expect(requests.slice(0, 4));
  const order = [2, 0, 1, 3, 5, 4];
  for (const number of order) {
    expect(await maker.take(requests[number])).toEqual(await inThisThread(source).take(requests[number]));
  }
});

it('gives a batch that was taken once anew', async () => {
  maker = inAThread(source);
  const first = await maker.take(requests[0]);
  expect(await maker.take(requests[0])).toEqual(first);
});

it('refuses all that waits and all that comes when its thread ends', async () => {
  maker = inAThread(source);
  const waiting = maker.take(requests[0]).catch((error: Error) => error.message);
  maker.dispose();
  const late = maker.take(requests[1]).catch((error: Error) => error.message);
  for (const message of [await waiting, await late]) expect(message).toMatch(/augmentation: its thread must live as long as training/);
});

it('is worth a thread where augmentation is more than flips and shifts', () => {
  const cheap = { horizontalFlip: true, shift: 0.1 };
  expect(isCostly(cheap)).toBe(false);
  for (const more of [{ paddedCrop: 0.1 }, { mixup: { alpha: 1 } }, { cutmix: { alpha: 1 } }])
    expect(isCostly({ ...cheap, ...more })).toBe(true);
});
