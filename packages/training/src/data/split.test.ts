import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageSplit, OfficialSplits } from './dataset.js';
import { splitDataset } from './split.js';

/** Images of one pixel pair that spell their own index, so that a split can be traced back. */
function numbered(labels: readonly number[]): ImageSplit {
  const images = Uint8Array.from(labels.flatMap((_, index) => [index >> 8, index & 255]));
  return { images, labels: Int32Array.from(labels), count: labels.length };
}

function official(training: readonly number[], test: readonly number[]): OfficialSplits {
  const facts = { name: 'numbers', classes: ['a', 'b', 'c'], height: 1, width: 2, channels: 1, source: 'test', licence: 'none' };
  return { ...facts, training: numbered(training), test: numbered(test) };
}

const indices = (split: ImageSplit) => Array.from({ length: split.count }, (_, i) => split.images[2 * i] * 256 + split.images[2 * i + 1]);
const perClass = (split: ImageSplit) => [0, 1, 2].map((label) => split.labels.filter((other) => other === label).length);
const balanced = Array.from({ length: 300 }, (_, index) => index % 3);

describe('splitDataset', () => {
  it('puts every training image in exactly one of train and validation, with its own label', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(2), { minLength: 6, maxLength: 200 }),
        fc.integer(),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        (labels, seed, validationFraction) => {
          const { train, validation } = splitDataset(official(labels, labels), { seed, validationFraction });
          expect([...indices(train), ...indices(validation)].sort((a, b) => a - b)).toEqual(labels.map((_, index) => index));
          for (const split of [train, validation]) expect(indices(split).map((index) => labels[index])).toEqual(Array.from(split.labels));
        },
      ),
    );
  });

  it('keeps classes in proportion to within one image, in splits and in subsets', () => {
    const uneven = Array.from({ length: 600 }, (_, index) => (index % 6 < 3 ? 0 : index % 6 < 5 ? 1 : 2));
    const data = splitDataset(official(uneven, uneven), { seed: 3, subset: { train: 31, validation: 12, test: 6 } });
    expect(perClass(data.validation)).toEqual([6, 4, 2]);
    expect(perClass(data.test)).toEqual([3, 2, 1]);
    for (const [got, share] of [
      [perClass(data.train)[0], 31 / 2],
      [perClass(data.train)[1], 31 / 3],
    ] as const) {
      expect(Math.abs(got - share)).toBeLessThan(1);
    }
    expect(data.train.count).toBe(31);
  });

  it('gives the same split for the same seed and another one for another seed', () => {
    const cut = (seed: number) => indices(splitDataset(official(balanced, balanced), { seed }).validation);
    expect(cut(5)).toEqual(cut(5));
    expect(cut(5)).not.toEqual(cut(6));
  });

  it('never trains a large subset on what a small one validated on', () => {
    const small = splitDataset(official(balanced, balanced), { seed: 1, subset: { train: 30, validation: 9 } });
    const large = splitDataset(official(balanced, balanced), { seed: 1 });
    const validated = new Set(indices(large.validation));
    expect(indices(small.validation).every((index) => validated.has(index))).toBe(true);
    expect(indices(large.train).some((index) => validated.has(index))).toBe(false);
    expect(indices(small.train).some((index) => validated.has(index))).toBe(false);
  });

  it.each([0, 2.5, 251])('refuses a subset of %s of 250 images and says what is there', (train) => {
    expect(() => splitDataset(official(balanced, balanced), { seed: 1, subset: { train } })).toThrow(
      `data set numbers train: subset must be an integer from 1 to 250, got ${train}`,
    );
  });

  it.each([0, 1, Number.NaN])('refuses a validation share of %s', (validationFraction) => {
    expect(() => splitDataset(official(balanced, balanced), { seed: 1, validationFraction })).toThrow(
      /validationFraction must be between 0 and 1/,
    );
  });
});

describe('splitDataset without an official test set', () => {
  const untested = (labels: readonly number[]): OfficialSplits => {
    const { test: _, ...rest } = official(labels, labels);
    return rest;
  };

  it('puts every image in exactly one of train, validation and test, with classes in proportion', () => {
    const data = splitDataset(untested(balanced), { seed: 2, validationFraction: 0.2, testFraction: 0.1 });
    expect([...indices(data.train), ...indices(data.validation), ...indices(data.test)].sort((a, b) => a - b)).toEqual(
      balanced.map((_, index) => index),
    );
    expect([perClass(data.test), perClass(data.validation), perClass(data.train)]).toEqual([
      [10, 10, 10],
      [18, 18, 18],
      [72, 72, 72],
    ]);
  });

  it('keeps the test set whatever the seed, so that no study trains on what another one tests on', () => {
    const [one, two] = [1, 2].map((seed) => splitDataset(untested(balanced), { seed }));
    expect(indices(one.test)).toEqual(indices(two.test));
    expect(indices(one.validation)).not.toEqual(indices(two.validation));
  });

  it('takes an official validation set as it is', () => {
    const data = splitDataset({ ...untested(balanced), validation: numbered([2, 1, 0]) }, { seed: 1, testFraction: 0.5 });
    expect(Array.from(data.validation.labels)).toEqual([2, 1, 0]);
    expect([data.train.count, data.test.count]).toEqual([150, 150]);
  });

  it('refuses data that is too small for three parts', () => {
    expect(() => splitDataset(untested([0, 1]), { seed: 1 })).toThrow(
      'data set numbers validation: there must be at least one image, got 0',
    );
  });
});
