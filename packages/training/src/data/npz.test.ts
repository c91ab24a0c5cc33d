import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeNpy, encodeNpz } from '../testing/make-npz.js';
import { parseNpy } from './npy.js';
import { openDataset } from './open-dataset.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-npz-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const LABELS = Uint8Array.from({ length: 12 }, (_, i) => i % 3);
/** Each image is 2 x 2 and full of its label times 10. */
const IMAGES = Uint8Array.from({ length: 48 }, (_, i) => 10 * ((i >> 2) % 3));
const keras = {
  x_train: encodeNpy('|u1', [12, 2, 2], IMAGES),
  y_train: encodeNpy('|u1', [12], LABELS),
  x_test: encodeNpy('|u1', [3, 2, 2], IMAGES.subarray(0, 12)),
  y_test: encodeNpy('|u1', [3], LABELS.subarray(0, 3)),
};

async function open(arrays: Record<string, Uint8Array>, options = {}) {
  await writeFile(join(folder, 'tiny.npz'), encodeNpz(arrays));
  return openDataset(join(folder, 'tiny.npz'), { seed: 1, cache: join(folder, 'cache'), validationFraction: 0.25, ...options });
}

const bytesOf = (array: { buffer: ArrayBufferLike }) => new Uint8Array(array.buffer);

describe('openDataset on .npz files', () => {
  it("reads Keras' arrays", async () => {
    const data = await open(keras);
    expect(data).toMatchObject({ name: 'tiny', classes: ['0', '1', '2'], height: 2, width: 2, channels: 1 });
    expect([data.train.count, data.validation.count, data.test.count]).toEqual([9, 3, 3]);
    for (const split of [data.train, data.validation, data.test]) {
      expect(Array.from(split.images)).toEqual(Array.from(split.labels).flatMap((label) => Array(4).fill(10 * label)));
    }
  });

  it("reads MedMNIST's arrays, labels in a column, with its own validation set", async () => {
    const data = await open({
      train_images: encodeNpy('|u1', [4, 2, 2, 3], IMAGES),
      train_labels: encodeNpy('<i8', [4, 1], bytesOf(BigInt64Array.of(0n, 1n, 1n, 0n))),
      val_images: encodeNpy('|u1', [1, 2, 2, 3], IMAGES.subarray(0, 12)),
      val_labels: encodeNpy('<i8', [1, 1], bytesOf(BigInt64Array.of(1n))),
      test_images: encodeNpy('|u1', [1, 2, 2, 3], IMAGES.subarray(0, 12)),
      test_labels: encodeNpy('<i8', [1, 1], bytesOf(BigInt64Array.of(0n))),
    });
    expect(data).toMatchObject({ channels: 3, classes: ['0', '1'] });
    expect([data.train.count, data.validation.count, data.test.count]).toEqual([4, 1, 1]);
    expect([data.validation.labels[0], data.test.labels[0]]).toEqual([1, 0]);
  });

  it('stretches floats from 0 to 1 to bytes and takes whole numbers up to 255 as they are', async () => {
    const unit = Float32Array.from(IMAGES, (value) => value / 20);
    const stretched = await open({ ...keras, x_train: encodeNpy('<f4', [12, 2, 2], bytesOf(unit)) });
    expect(new Set(stretched.train.images)).toEqual(new Set([0, 128, 255]));
    const big = new DataView(new ArrayBuffer(96));
    IMAGES.forEach((value, i) => {
      big.setInt16(2 * i, value);
    });
    const whole = await open({ ...keras, x_train: encodeNpy('>i2', [12, 2, 2], bytesOf(big)) });
    expect(new Set(whole.train.images)).toEqual(new Set([0, 10, 20]));
  });

  it.each<[string, Record<string, Uint8Array>, string]>([
    ['channels in front', { x_train: encodeNpy('|u1', [4, 3, 2, 2], IMAGES) }, 'x_train: the shape must be [count, height, width] or'],
    [
      'too few labels',
      { y_train: encodeNpy('|u1', [11], LABELS.subarray(1)) },
      'y_train: the shape must be [12] or [12, 1] as there are 12 images, got [11]',
    ],
    ['one-hot labels', { y_train: encodeNpy('|u1', [12, 4], IMAGES) }, 'numpy.argmax turns one-hot rows into labels'],
    [
      'a negative label',
      { y_train: encodeNpy('|i1', [12], new Uint8Array(12).fill(255)) },
      'y_train: label 0 must be an integer from 0 to 65535, got -1',
    ],
    [
      'a label that training does not have',
      { y_test: encodeNpy('|u1', [3], Uint8Array.of(0, 3, 1)) },
      'y_test: label 1 must be below 3 as in training, got 3',
    ],
    [
      'another size in the test set',
      { x_test: encodeNpy('|u1', [3, 2, 1], IMAGES.subarray(0, 6)) },
      'x_test: images must be 2 x 2 x 1 as in training, got 2 x 1 x 1',
    ],
    [
      'values beyond a byte',
      { x_train: encodeNpy('<f4', [12, 2, 2], bytesOf(new Float32Array(48).fill(-0.5))) },
      'x_train: values must be from 0 to 1 or from 0 to 255, got -0.5',
    ],
    ['no image', { x_train: encodeNpy('|u1', [0, 2, 2], new Uint8Array()) }, 'got [0,2,2]'],
  ])('refuses %s and names the array', async (_, changes, message) => {
    await expect(open({ ...keras, ...changes })).rejects.toThrow(message);
  });

  it('refuses a file without training images, or with images without labels', async () => {
    await expect(open({ a: keras.x_train })).rejects.toThrow(
      'the arrays must include x_train and y_train, or train_images and train_labels',
    );
    await expect(open({ x_train: keras.x_train })).rejects.toThrow('x_train must come with y_train, which is not in the file');
  });

  it('refuses a file that is cut, damaged inside, or no zip', async () => {
    const whole = encodeNpz(keras);
    const path = join(folder, 'tiny.npz');
    await writeFile(path, whole.subarray(0, whole.length - 40));
    await expect(openDataset(path, { seed: 1 })).rejects.toThrow(/not a whole \.npz file \(/);
    await writeFile(path, 'text');
    await expect(openDataset(path, { seed: 1 })).rejects.toThrow('got a file that begins with 74657874');
    // The checksum in the zip's directory, not the data, is changed: inflating succeeds.
    const wrong = Buffer.from(whole);
    wrong[wrong.indexOf('PK\x01\x02', 0, 'latin1') + 16] ^= 1;
    await writeFile(path, wrong);
    await expect(openDataset(path, { seed: 1 })).rejects.toThrow(/x_train\.npy: its CRC-32 must be [0-9a-f]{8}, got [0-9a-f]{8}/);
  });
});

describe('parseNpy', () => {
  it('reads every type it knows in both byte orders', () => {
    const eight = new DataView(new ArrayBuffer(8));
    const firstOf = (type: string) => parseNpy(encodeNpy(type, [1], bytesOf(eight).subarray(0, Number(type.slice(2)))), 'a').at(0);
    eight.setFloat64(0, -2.5, true);
    expect(firstOf('<f8')).toBe(-2.5);
    eight.setFloat32(0, 0.75);
    expect(firstOf('>f4')).toBe(0.75);
    eight.setBigInt64(0, -3n);
    expect([firstOf('>i8'), firstOf('>i4'), firstOf('>i2'), firstOf('|i1'), firstOf('|u1')]).toEqual([-3, -1, -1, -1, 255]);
    eight.setUint32(0, 70_000, true);
    expect([firstOf('<u4'), firstOf('<i4'), firstOf('<u2')]).toEqual([70_000, 70_000, 70_000 - 65_536]);
  });

  it.each<[string, Uint8Array, string]>([
    ['another magic', Buffer.from('NUMPY plus enough bytes'), 'a.npy: not a NumPy array'],
    ['a type it does not know', encodeNpy('<c8', [1], new Uint8Array(8)), 'the type must be one of b1, u1'],
    ['Fortran order', encodeNpy('|u1', [2, 2], new Uint8Array(4), true), 'the array must be in C order; apply numpy.ascontiguousarray'],
    ['too few values', encodeNpy('|u1', [5], new Uint8Array(4)), 'shape [5] of u1 needs'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseNpy(bytes, 'a.npy')).toThrow(message);
  });
});
