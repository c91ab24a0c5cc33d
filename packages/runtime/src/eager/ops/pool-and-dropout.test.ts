import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { TensorFlow } from '../../tensorflow.js';
import { relativeError, TEST_BACKENDS, useBackend, wave } from '../../testing/backends.js';
import { buildDropout, buildDropPath } from './dropout.js';
import { buildGlobalAvgPool } from './global-avg-pool.js';

const noVariable = () => {
  throw new Error('this layer has no variable');
};

const context = (tf: TensorFlow) => ({ tf, inputs: [[10, 10, 4]] as const, path: 'test', seed: 3, variable: noVariable });
const training = { training: true, step: 5 } as const;

describe.each(TEST_BACKENDS)('on %s', (backend) => {
  test('global average pooling has the value and the gradient of a mean', async () => {
    const tf = await useBackend(backend);
    tf.tidy(() => {
      const pool = buildGlobalAvgPool({ ...context(tf), op: { kind: 'global-avg-pool' } });
      const pooled = (x: Tensor) => pool([x as Tensor4D], training);
      const reference = (x: Tensor) => tf.mean(x, [1, 2], true);
      const x = tf.tensor4d(wave(2 * 400, 0.7), [2, 10, 10, 4]);
      const dy = tf.tensor4d(wave(8, 1.1), [2, 1, 1, 4]);
      expect(relativeError(reference(x).dataSync(), pooled(x).dataSync())).toBeLessThan(1e-6);
      expect(relativeError(tf.grad(reference)(x, dy).dataSync(), tf.grad(pooled)(x, dy).dataSync())).toBeLessThan(1e-6);
    });
  });

  test('dropout zeroes single values at its rate and keeps the mean', async () => {
    const tf = await useBackend(backend);
    tf.tidy(() => {
      const ones = tf.ones([20, 10, 10, 4]) as Tensor4D;
      const drop = buildDropout({ ...context(tf), op: { kind: 'dropout', rate: 0.25 } });
      const values = [...drop([ones], training).dataSync()];
      expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
      expect(Math.abs(values.filter((value) => value === 0).length / 8000 - 0.25)).toBeLessThan(0.02);
      expect(drop([ones], { training: false })).toBe(ones);
    });
  });

  test('drop-path drops or keeps whole images', async () => {
    const tf = await useBackend(backend);
    tf.tidy(() => {
      const ones = tf.ones([200, 2, 2, 4]) as Tensor4D;
      const values = buildDropPath({ ...context(tf), op: { kind: 'drop-path', rate: 0.5 } })([ones], training).dataSync();
      const images = Array.from({ length: 200 }, (_, index) => new Set(values.slice(index * 16, (index + 1) * 16)));
      expect(images.every((image) => image.size === 1)).toBe(true);
      const dropped = images.filter((image) => image.has(0)).length;
      expect(Math.abs(dropped - 100)).toBeLessThan(30);
    });
  });
});
