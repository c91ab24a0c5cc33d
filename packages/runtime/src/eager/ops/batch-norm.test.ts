import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { relativeError, TEST_BACKENDS, useBackend, wave } from '../../testing/backends.js';
import { normalizeBatch } from './batch-norm.js';

const SHAPE: [number, number, number, number] = [4, 5, 6, 7];
const EPSILON = 1e-3;

describe.each(TEST_BACKENDS)('batch normalisation on %s', (backend) => {
  test('has the value and the gradients of moments and batchNorm', async () => {
    const tf = await useBackend(backend);
    tf.tidy(() => {
      const x = tf.add(tf.tensor4d(wave(4 * 5 * 6 * 7, 0.37), SHAPE), 2) as Tensor4D;
      const [gamma, beta] = [tf.tensor1d(wave(7, 0.9)), tf.tensor1d(wave(7, 2.1))];
      const dy = tf.tensor4d(wave(4 * 5 * 6 * 7, 1.7), SHAPE);
      const reference = (a: Tensor4D, g: Tensor1D, b: Tensor1D) => {
        const { mean, variance } = tf.moments(a, [0, 1, 2]);
        return tf.batchNorm(a, mean as Tensor1D, variance as Tensor1D, b, g, EPSILON);
      };
      const written = normalizeBatch(tf, EPSILON, () => {});
      const results = [reference, written].map((f) => {
        const call = f as unknown as (...inputs: (typeof x)[]) => typeof x;
        const inputs = [x, gamma, beta] as unknown as (typeof x)[];
        return [call(...inputs), ...tf.grads(call as never)(inputs, dy)].map((t) => t.dataSync());
      });
      results[0].forEach((expected, index) => {
        expect(relativeError(expected, results[1][index]), `result ${index} of y, dx, dgamma, dbeta`).toBeLessThan(1e-5);
      });
    });
  });

  test('tells the mean and the variance of each channel', async () => {
    const tf = await useBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor4d([1, 10, 3, 10, 5, 10, 7, 10], [2, 2, 1, 2]);
      let seen: Float32Array[] = [];
      normalizeBatch(tf, EPSILON, (mean, variance) => {
        seen = [mean.dataSync() as Float32Array, variance.dataSync() as Float32Array];
      })(x, tf.ones([2]), tf.zeros([2]));
      expect([...seen[0]]).toEqual([4, 10]);
      expect([...seen[1]]).toEqual([5, 0]);
    });
  });
});
