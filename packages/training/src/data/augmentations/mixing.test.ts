import { expect, it } from 'vitest';
import { cutmix, cutmixBox } from './cutmix.js';
import { mixup } from './mixup.js';

const partner = Int32Array.of(1, 0);

it('mixup weighs images and targets by lambda and 1 - lambda', () => {
  const batch = { count: 2, images: Float32Array.of(0, 4, 8, -4), targets: Float32Array.of(1, 0, 0, 1) };
  const { images, targets } = mixup(batch, partner, 0.75);
  expect(Array.from(images)).toEqual([2, 2, 6, -2]);
  expect(Array.from(targets)).toEqual([0.75, 0.25, 0.25, 0.75]);
});

it('mixup with lambda 1 changes nothing', () => {
  const batch = { count: 2, images: Float32Array.of(0, 4, 8, -4), targets: Float32Array.of(1, 0, 0, 1) };
  expect(mixup(batch, partner, 1)).toEqual(batch);
});

it('cutmix takes a box of the share 1 - lambda of the area, cut at the edges', () => {
  const size = { height: 8, width: 4, channels: 1 };
  expect(cutmixBox(size, 0.75, { y: 0.5, x: 0.5 })).toEqual({ top: 2, bottom: 6, left: 1, right: 3 });
  expect(cutmixBox(size, 0.75, { y: 0, x: 0.999 })).toEqual({ top: 0, bottom: 2, left: 2, right: 4 });
  expect(cutmixBox(size, 0, { y: 0.5, x: 0.5 })).toEqual({ top: 0, bottom: 8, left: 0, right: 4 });
});

it('cutmix replaces the box and nothing else, and mixes targets by the pixels that were taken', () => {
  const size = { height: 2, width: 2, channels: 3 };
  const images = Float32Array.from({ length: 24 }, (_, i) => (i < 12 ? 1 : 2));
  const targets = Float32Array.of(1, 0, 0, 1);
  const mixed = cutmix({ count: 2, images, targets }, size, partner, { top: 0, bottom: 1, left: 1, right: 2 });
  expect(Array.from(mixed.images)).toEqual([1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
  expect(Array.from(mixed.targets)).toEqual([0.75, 0.25, 0.25, 0.75]);
  const none = cutmix({ count: 2, images, targets }, size, partner, { top: 0, bottom: 0, left: 0, right: 2 });
  expect(none).toEqual({ count: 2, images, targets });
});
