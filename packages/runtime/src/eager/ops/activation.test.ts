import type { ActivationFunction } from '@isoflop/blocks';
import type { Tensor } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { TensorFlow } from '../../tensorflow.js';
import { relativeError, TEST_BACKENDS, useBackend } from '../../testing/backends.js';
import { activationFunction } from './activation.js';

/** The textbook formulas in TensorFlow.js operations, differentiated by TensorFlow.js. */
const REFERENCE: Record<ActivationFunction, (tf: TensorFlow, x: Tensor) => Tensor> = {
  relu: (tf, x) => tf.relu(x),
  relu6: (tf, x) => tf.relu6(x),
  sigmoid: (tf, x) => tf.sigmoid(x),
  silu: (tf, x) => tf.mul(x, tf.sigmoid(x)),
  'hard-sigmoid': (tf, x) => tf.div(tf.relu6(tf.add(x, 3)), 6),
  'hard-swish': (tf, x) => tf.div(tf.mul(x, tf.relu6(tf.add(x, 3))), 6),
  gelu: (tf, x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))),
};

// Both sides of every corner (-3, 0, 3, 6) but not the corners, where the slope is a matter of definition.
const POINTS = Array.from({ length: 64 }, (_, index) => (index - 32) / 4 + 0.06);

describe.each(TEST_BACKENDS)('on %s', (backend) => {
  test.each(Object.keys(REFERENCE) as ActivationFunction[])('%s has the value and the slope of its formula', async (name) => {
    const tf = await useBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor4d(POINTS, [2, 4, 4, 2]);
      const dy = tf.tensor4d(
        POINTS.map((point) => Math.cos(point) + 2),
        [2, 4, 4, 2],
      );
      const reference = (t: Tensor) => REFERENCE[name](tf, t);
      const written = activationFunction(tf, name);
      expect(relativeError(reference(x).dataSync(), written(x).dataSync())).toBeLessThan(1e-5);
      expect(relativeError(tf.grad(reference)(x, dy).dataSync(), tf.grad(written)(x, dy).dataSync())).toBeLessThan(1e-5);
    });
  });
});
