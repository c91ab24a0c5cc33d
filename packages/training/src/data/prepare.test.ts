import { describe, expect, it } from 'vitest';
import type { Dataset } from './dataset.js';
import { prepareDataset } from './prepare.js';

function constantDataset(train: number, validation: number): Dataset {
  const split = (value: number) => ({ images: new Uint8Array(2 * 16 * 3).fill(value), labels: Int32Array.of(0, 1), count: 2 });
  const facts = { name: 'flat', classes: ['a', 'b'], height: 4, width: 4, channels: 3, source: 'test', licence: 'none' };
  return { ...facts, train: split(train), validation: split(validation), test: split(validation) };
}

describe('prepareDataset', () => {
  it('resizes every split and measures the training part alone', () => {
    const prepared = prepareDataset(constantDataset(51, 255), { height: 2, width: 6, channels: 3 });
    for (const split of [prepared.train, prepared.validation, prepared.test]) expect(split.images).toHaveLength(2 * 2 * 6 * 3);
    for (const mean of prepared.normalization.mean) expect(mean).toBeCloseTo(0.2, 10);
    expect(prepared.validation.images[0]).toBe(255);
  });

  it('refuses a network that takes another number of channels', () => {
    expect(() => prepareDataset(constantDataset(1, 1), { height: 4, width: 4, channels: 1 })).toThrow(
      "data set flat: the network's input must have 3 channels, got 1; change the architecture's input",
    );
  });
});
