import { ACTIVATION_FUNCTIONS, GraphBuilder, type Op, type Shape } from '@isoflop/blocks';
import type { Tensor4D } from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { buildModel } from '../eager/model.js';
import type { NamedWeights } from '../eager/variable-store.js';
import { fusedKernel } from '../fused.js';
import { relativeError, wave } from '../testing/backends.js';
import { eagerOp } from '../testing/compare-op.js';
import { describeNative } from '../testing/native.js';
import { registerNativeKernels } from './register.js';

const conv = (stride: number): Op => ({
  kind: 'conv2d',
  filters: 6,
  kernel: [3, 3],
  stride: [stride, stride],
  padding: 'same',
  dilation: [1, 1],
  groups: 1,
  bias: false,
});

const CASES: readonly [string, Op, Shape][] = [
  ['batch-norm', { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.9, scale: true, center: true }, [5, 4, 3]],
  ...ACTIVATION_FUNCTIONS.map((name): [string, Op, Shape] => [name, { kind: 'activation', function: name }, [4, 5, 6]]),
  ...[32, 40, 72, 80].map((channels): [string, Op, Shape] => [`3x3, stride 2, ${channels} channels`, conv(2), [6, 6, channels]]),
  ['3x3, 72 channels', conv(1), [5, 5, 72]],
];

await describeNative('the kernels of the native eager path', (tf) => {
  test.each(CASES)('have the value and the gradients of the plain backend: %s', async (_name, op, input) => {
    await tf.setBackend('cpu');
    const expected = eagerOp(tf, { op, inputs: [input] }, true);
    await tf.setBackend('tensorflow');
    registerNativeKernels(tf);
    expect(fusedKernel(tf, 'normalizeAndFollow')).toBeDefined();
    const native = eagerOp(tf, { op, inputs: [input] }, true);
    for (const [name, values] of Object.entries(expected)) {
      expect(relativeError(values, native[name]), name).toBeLessThan(1e-5);
    }
  });

  test('move the running averages as the plain backend does, and keep no tensor', async () => {
    const results: NamedWeights[][] = [];
    for (const backend of ['cpu', 'tensorflow']) {
      await tf.setBackend(backend);
      const graph = new GraphBuilder([3, 2, 4]);
      const norm = graph.add('norm', { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.75, scale: true, center: true }, [0]);
      graph.add('pool', { kind: 'global-avg-pool' }, [norm]);
      const model = buildModel(tf, graph.build(), { seed: 1 });
      const x = tf.tensor4d(wave(5 * 24, 0.7), [5, 3, 2, 4]) as Tensor4D;
      const held = tf.memory().numTensors;
      for (let step = 0; step < 3; step++) {
        tf.tidy(() => {
          tf.variableGrads(() => tf.sum(tf.square(model.forward(x, { training: true, step }))), [...model.trainable]);
        });
      }
      expect(tf.memory().numTensors).toBe(held);
      results.push(model.weights());
      model.dispose();
      x.dispose();
    }
    results[0].forEach(({ name, data }, index) => {
      expect(relativeError(data, results[1][index].data), name).toBeLessThan(1e-6);
    });
  });
});
