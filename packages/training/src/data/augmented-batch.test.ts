import { describe, expect, it } from 'vitest';
import { type Augment, checkAugment, placementOf } from './augment.js';
import { augmentedBatch, type BatchSource } from './augmented-batch.js';
import { imageBatch, targetBatch } from './batch.js';

const size = { height: 6, width: 8, channels: 3 };
const count = 12;
const split = {
  images: Uint8Array.from({ length: count * 144 }, (_, i) => (i * 31 + (i >> 3) * 7) & 255),
  labels: Int32Array.from({ length: count }, (_, i) => i % 4),
  count,
};
const table = Float32Array.from({ length: 768 }, (_, i) => (i & 255) + 1000 * (i >> 8));
const plain: Augment = { horizontalFlip: true, shift: 0.2 };
const source = (augment: Partial<Augment> = {}): BatchSource => ({
  split,
  size,
  classes: 4,
  table,
  labelSmoothing: 0.1,
  seed: 5,
  augment: { ...plain, ...augment },
});
const indices = Int32Array.of(3, 1, 4, 11, 9, 2);
const at = { epoch: 2, step: 3 };

describe('augmentedBatch', () => {
  it('without more than flips and shifts gives what imageBatch and targetBatch give', () => {
    const { images, targets } = augmentedBatch(source(), indices, at);
    expect(images).toEqual(imageBatch(split, indices, size, table, (index) => placementOf(plain, size, { seed: 5, epoch: 2, index })));
    expect(targets).toEqual(targetBatch(split, indices, 4, 0.1));
  });

  it('flips and shifts in the same way before everything else', () => {
    const erasing = { randomErasing: { probability: 0, area: [0.1, 0.2] as const } };
    expect(augmentedBatch(source(erasing), indices, at)).toEqual(augmentedBatch(source(), indices, at));
  });

  it.each<[string, Partial<Augment>]>([
    ['paddedCrop', { paddedCrop: 0.25 }],
    ['resizedCrop', { resizedCrop: { area: [0.2, 0.8] } }],
    ['randAugment', { randAugment: { operations: 2, magnitude: 9 } }],
    ['randomErasing', { randomErasing: { probability: 1, area: [0.1, 0.4] } }],
  ])('%s changes images alone; an image depends on seed, epoch and index, not on its place', (_, augment) => {
    const batch = augmentedBatch(source(augment), indices, at);
    expect(batch.images).not.toEqual(augmentedBatch(source(), indices, at).images);
    expect(batch.targets).toEqual(targetBatch(split, indices, 4, 0.1));
    expect(augmentedBatch(source(augment), indices, { epoch: 2, step: 9 })).toEqual(batch);
    expect(augmentedBatch(source(augment), indices, { epoch: 3, step: 3 }).images).not.toEqual(batch.images);
    const reversed = augmentedBatch(source(augment), Int32Array.from(indices).reverse(), at);
    expect(reversed.images.subarray(5 * 144)).toEqual(batch.images.subarray(0, 144));
  });

  it.each<[string, Partial<Augment>]>([
    ['mixup', { mixup: { alpha: 1 } }],
    ['cutmix', { cutmix: { alpha: 1 } }],
    ['both', { mixup: { alpha: 1 }, cutmix: { alpha: 1 } }],
  ])('%s gives targets that sum to 1 and depend on the step', (_, augment) => {
    const batches = Array.from({ length: 20 }, (_, step) => augmentedBatch(source(augment), indices, { epoch: 1, step }));
    for (const { targets } of batches) {
      for (let i = 0; i < indices.length; i++) {
        expect(targets.subarray(4 * i, 4 * i + 4).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      }
    }
    expect(new Set(batches.map(({ targets }) => targets.join())).size).toBeGreaterThan(10);
    expect(augmentedBatch(source(augment), indices, { epoch: 1, step: 4 })).toEqual(batches[4]);
  });

  it('takes mixup for some batches and cutmix for others when both are asked for', () => {
    const bytes = new Set(augmentedBatch(source(), indices, { epoch: 1, step: 0 }).images);
    const whole = Array.from({ length: 40 }, (_, step) =>
      augmentedBatch(source({ mixup: { alpha: 1 }, cutmix: { alpha: 1 } }), indices, { epoch: 1, step }).images.every((value) =>
        bytes.has(value),
      ),
    );
    // Cutmix only moves values, mixup makes new ones.
    const cutmixes = whole.filter(Boolean).length;
    expect(cutmixes).toBeGreaterThan(8);
    expect(cutmixes).toBeLessThan(32);
  });
});

describe('checkAugment', () => {
  it.each<[Partial<Augment>, string]>([
    [{ shift: 2 }, 'augment: shift must be from 0 to 1, got 2'],
    [{ paddedCrop: -1 }, 'augment: paddedCrop must be from 0 to 1, got -1'],
    [{ randAugment: { operations: 2, magnitude: 11 } }, 'augment: randAugment.magnitude must be from 0 to 10, got 11'],
    [{ randAugment: { operations: 0, magnitude: 9 } }, 'augment: randAugment.operations must be from 1 to 14, got 0'],
    [{ randomErasing: { probability: Number.NaN, area: [0, 1] } }, 'augment: randomErasing.probability must be from 0 to 1, got NaN'],
    [{ randomErasing: { probability: 1, area: [0.5, 0.4] } }, 'augment: randomErasing.area[0] must be from 0 to 0.4, got 0.5'],
    [{ mixup: { alpha: 0 } }, 'augment: mixup.alpha must be from 0.001 to 1000, got 0'],
  ])('refuses %j', (augment, message) => {
    expect(() => checkAugment({ ...plain, ...augment })).toThrow(message);
  });

  it('takes what it should', () => {
    checkAugment({ ...plain, paddedCrop: 0.125, randAugment: { operations: 2, magnitude: 9 }, cutmix: { alpha: 1 } });
  });
});
