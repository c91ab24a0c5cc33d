import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { TensorFlow } from '../../tensorflow.js';
import { relativeError, TEST_BACKENDS, useBackend, wave } from '../../testing/backends.js';
import { buildLocalResponseNorm } from './local-response-norm.js';
import { buildAvgPool, buildMaxPool } from './pool.js';

const noVariable = () => {
  throw new Error('this layer has no variable');
};
const context = (tf: TensorFlow) => ({ tf, inputs: [[7, 8, 3]] as const, path: 'test', seed: 3, variable: noVariable });
const cases = [1, 2, 3].flatMap((stride) =>
  [2, 3].flatMap((size) => (['same', 'valid'] as const).map((padding) => ({ stride, size, padding }))),
);

/** Both functions' values and gradients on `backend`; the reference is differentiated on TensorFlow.js's plain backend. */
async function compare(
  backend: (typeof TEST_BACKENDS)[number],
  make: (tf: TensorFlow) => (x: Tensor) => Tensor,
  reference: (tf: TensorFlow) => (x: Tensor) => Tensor,
) {
  const run = async (name: (typeof TEST_BACKENDS)[number], of: (tf: TensorFlow) => (x: Tensor) => Tensor) => {
    const tf = await useBackend(name);
    return tf.tidy(() => {
      const x = tf.tensor4d(wave(2 * 7 * 8 * 3, 1.7), [2, 7, 8, 3]);
      const y = of(tf)(x);
      const dy = tf.tensor(wave(y.size, 0.9), y.shape);
      return [y.dataSync(), tf.grad(of(tf))(x, dy).dataSync()];
    });
  };
  const [expected, actual] = [await run('cpu', reference), await run(backend, make)];
  for (const i of [0, 1]) expect(relativeError(expected[i], actual[i])).toBeLessThan(1e-5);
}

describe.each(TEST_BACKENDS)('on %s', (backend) => {
  test.each(cases)(
    'pooling with window $size, stride $stride and padding $padding has the value and gradient of TensorFlow.js',
    async ({ size, stride, padding }) => {
      const window = { kernel: [size, size], stride: [stride, stride], padding } as const;
      const pool = (build: typeof buildMaxPool, kind: 'max-pool') => (tf: TensorFlow) => (x: Tensor) =>
        build({ ...context(tf), op: { kind, ...window } })([x as Tensor4D], { training: false });
      await compare(backend, pool(buildMaxPool, 'max-pool'), (tf) => (x) => tf.maxPool(x as Tensor4D, size, stride, padding));
      const mean = (tf: TensorFlow) => (x: Tensor) =>
        buildAvgPool({ ...context(tf), op: { kind: 'avg-pool', countPadding: false, ...window } })([x as Tensor4D], { training: false });
      // Plain TensorFlow.js divides the gradient by the whole window even where padding does not count; only its value can be the reference.
      const tf = await useBackend(backend);
      tf.tidy(() => {
        const x = tf.tensor4d(wave(2 * 7 * 8 * 3, 1.7), [2, 7, 8, 3]);
        expect(relativeError(tf.avgPool(x, size, stride, padding).dataSync(), mean(tf)(x).dataSync())).toBeLessThan(1e-5);
        // The gradient of a linear map, checked by <y, dy> = <x, dx>.
        const y = mean(tf)(x);
        const dy = tf.tensor(wave(y.size, 0.9), y.shape);
        const dx = tf.grad(mean(tf))(x, dy);
        expect(tf.sum(tf.mul(x, dx)).dataSync()[0]).toBeCloseTo(tf.sum(tf.mul(y, dy)).dataSync()[0], 3);
      });
    },
  );

  test('local response normalisation has the value and gradient of TensorFlow.js', async () => {
    const op = { kind: 'local-response-norm', radius: 2, bias: 1, alpha: 0.2, beta: 0.75 } as const;
    await compare(
      backend,
      (tf) => (x) => buildLocalResponseNorm({ ...context(tf), op })([x as Tensor4D], { training: false }),
      (tf) => (x) => tf.localResponseNormalization(x as Tensor4D, 2, 1, 0.2, 0.75),
    );
  });
});
