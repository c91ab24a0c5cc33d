import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FUSED_KERNELS, fusedKernel } from '../fused.js';
import type { TensorFlow } from '../tensorflow.js';
import { relativeError, useBackend, wave } from '../testing/backends.js';

const RUNS = { numRuns: 40, seed: 1 };

/** Fails unless both backends give the same shape and, to 1e-5, the same values. */
async function expectSameOnBoth(compute: (tf: TensorFlow) => Tensor): Promise<void> {
  const results: { values: ArrayLike<number>; shape: number[] }[] = [];
  for (const backend of ['cpu', 'wasm'] as const) {
    const tf = await useBackend(backend);
    tf.tidy(() => {
      const result = compute(tf);
      results.push({ values: result.dataSync(), shape: result.shape });
    });
  }
  const [plain, wasm] = results;
  expect(wasm.shape).toEqual(plain.shape);
  expect(relativeError(plain.values, wasm.values)).toBeLessThan(1e-5);
}

test('a sum over any axes, counted from either end, or over all, is that of the plain backend', async () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
  const cases = shapes.chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      axes: fc.option(fc.subarray([...shape.keys()], { minLength: 1 }), { nil: undefined }),
      fromEnd: fc.boolean(),
      keepDims: fc.boolean(),
    }),
  );
  await fc.assert(
    fc.asyncProperty(cases, ({ shape, axes, fromEnd, keepDims }) =>
      expectSameOnBoth((tf) => {
        const x = tf.tensor(wave(tf.util.sizeFromShape(shape), 0.7), shape);
        return tf.sum(x, fromEnd ? axes?.map((axis) => axis - shape.length) : axes, keepDims);
      }),
    ),
    { ...RUNS, numRuns: 100 },
  );
});

test('a matrix product with either factor transposed is that of the plain backend', async () => {
  const size = fc.integer({ min: 1, max: 21 });
  const cases = fc.record({ m: size, n: size, k: fc.integer({ min: 1, max: 70 }), transposeA: fc.boolean(), transposeB: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(cases, ({ m, n, k, transposeA, transposeB }) =>
      expectSameOnBoth((tf) => {
        const a = tf.tensor2d(wave(m * k, 0.7), transposeA ? [k, m] : [m, k]);
        const b = tf.tensor2d(wave(n * k, 1.3), transposeB ? [n, k] : [k, n]);
        return tf.matMul(a, b, transposeA, transposeB);
      }),
    ),
    RUNS,
  );
});

test('a batch of transposed matrix products is that of the plain backend', async () => {
  await expectSameOnBoth((tf) => tf.matMul(tf.tensor3d(wave(60, 0.7), [3, 5, 4]), tf.tensor3d(wave(105, 1.3), [3, 5, 7]), true));
});

/** Of ops of TensorFlow's own. */
const NATIVE_ONLY: readonly string[] = [
  ...['normalizeAndFollow', 'followedBatchGradient', 'convolve', 'convolveDepthwise'],
  ...['silu', 'siluGradient', 'spread'],
];

test('every fused kernel that is not for native TensorFlow is there on WebAssembly and none on the plain backend', async () => {
  for (const [backend, present] of [
    ['wasm', true],
    ['cpu', false],
  ] as const) {
    const tf = await useBackend(backend);
    const names = Object.keys(FUSED_KERNELS) as (keyof typeof FUSED_KERNELS)[];
    for (const name of names.filter((name) => !NATIVE_ONLY.includes(name))) {
      expect(fusedKernel(tf, name) !== undefined, `${name} on ${backend}`).toBe(present);
    }
  }
});

test('the variance of a batch stays right where the mean is a thousand deviations away', async () => {
  const tf = await useBackend('wasm');
  const data = wave(64 * 14 * 14 * 5, 0.37).map((value) => value + 1000);
  tf.tidy(() => {
    const x = tf.tensor4d(data, [64, 14, 14, 5]);
    const variance = fusedKernel(tf, 'normalizeBatch')!({ x, gamma: tf.ones([5]), beta: tf.zeros([5]) }, { epsilon: 1e-3 })[2].dataSync();
    for (let channel = 0; channel < 5; channel++) {
      const values = [...data].filter((_, index) => index % 5 === channel);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const exact = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(Math.abs(variance[channel] / exact - 1)).toBeLessThan(1e-3);
    }
  });
});

test('relu6 and clipping keep NaN, so that divergence is seen, and are otherwise those of the plain backend', async () => {
  const points = [-7, -0.5, 0, 2, 6, 6.5, 1e30, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 3];
  const results: number[][] = [];
  for (const backend of ['cpu', 'wasm'] as const) {
    const tf = await useBackend(backend);
    results.push(tf.tidy(() => [...tf.relu6(points).dataSync(), ...tf.clipByValue(tf.tensor1d(points), -1, 4).dataSync()]));
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[1].filter(Number.isNaN)).toHaveLength(2);
});

test('copies share memory and outlive one another', async () => {
  const tf = await useBackend('wasm');
  const original = tf.tensor1d([1, 2, 3]);
  const copy = original.clone();
  original.dispose();
  expect([...copy.dataSync()]).toEqual([1, 2, 3]);
  const held = tf.backend().numDataIds();
  copy.dispose();
  expect(tf.backend().numDataIds()).toBe(held - 1);
});

test('the kernels give back all memory that they take in between', async () => {
  const tf = await useBackend('wasm');
  const before = tf.backend().numDataIds();
  tf.tidy(() => {
    const x = tf.tensor4d(wave(2 * 6 * 6 * 5, 0.3), [2, 6, 6, 5]);
    const vector = tf.ones([5]) as Tensor1D;
    const [y, mean, variance] = fusedKernel(tf, 'normalizeBatch')!({ x, gamma: vector, beta: vector }, { epsilon: 1e-3 });
    fusedKernel(tf, 'normalizeBatchGradient')!({ dy: y, x, gamma: vector, mean, variance }, { epsilon: 1e-3 });
    const filter = tf.ones([3, 3, 5, 2]) as Tensor4D;
    tf.grads((a, b) => tf.depthwiseConv2d(a as Tensor4D, b as Tensor4D, 2, 'same'))([x, filter]);
    const matrix = tf.reshape(x, [72, 5]) as Tensor2D;
    tf.grads((a, b) => tf.matMul(a, b))([matrix, tf.ones([5, 3])]);
  });
  expect(tf.backend().numDataIds()).toBe(before);
});
