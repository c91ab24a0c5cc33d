import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { quantize, quantizeChannels } from './quantized-network.js';

it('rounds activations to 2^bits levels between the ends of their range, 0 among them', () => {
  const values = Array.from({ length: 101 }, (_, i) => -1 + i * 0.07);
  const rounded = [...quantize(tf as never, tf.tensor1d(values), 3, [-1, 6]).dataSync()];
  expect(new Set(rounded)).toEqual(new Set([-1, 0, 1, 2, 3, 4, 5, 6]));
  rounded.forEach((value, i) => {
    expect(Math.abs(value - values[i])).toBeLessThanOrEqual(0.5 + 1e-6);
  });
});

it('rounds the weights of each output channel by its own largest value', () => {
  const kernel = tf.tensor2d([1, 100, 0.45, -40, -0.2, 3], [3, 2]);
  const rounded = [...quantizeChannels(tf as never, kernel, 4, 1).dataSync()];
  const steps = [1 / 7, 100 / 7];
  [1, 100, 0.45, -40, -0.2, 3].forEach((value, i) => {
    const step = steps[i % 2];
    expect(rounded[i]).toBeCloseTo(Math.round(value / step) * step, 4);
  });
  expect(quantizeChannels(tf as never, kernel, 32, 1)).toBe(kernel);
});
