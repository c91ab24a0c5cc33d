import { ACTIVATION_FUNCTIONS, type ActivationFunction, GraphBuilder, type Op, type Shape } from '@isoflop/blocks';
import type { Tensor4D } from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { buildModel } from '../eager/model.js';
import type { NamedWeights } from '../eager/variable-store.js';
import { fusedKernel } from '../fused.js';
import type { TensorFlow } from '../tensorflow.js';
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

const depthwise = (width: number, stride: number): Op => ({
  kind: 'depthwise-conv2d',
  multiplier: 2,
  kernel: [3, width],
  stride: [stride, stride],
  padding: 'same',
  dilation: [1, 1],
  bias: false,
});

const CASES: readonly [string, Op, Shape][] = [
  ['batch-norm', { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.9, scale: true, center: true }, [5, 4, 3]],
  ...ACTIVATION_FUNCTIONS.map((name): [string, Op, Shape] => [name, { kind: 'activation', function: name }, [4, 5, 6]]),
  ...[32, 40, 72, 80].map((channels): [string, Op, Shape] => [`3x3, stride 2, ${channels} channels`, conv(2), [6, 6, channels]]),
  ['3x3, 72 channels', conv(1), [5, 5, 72]],
  ['1x1', { ...conv(1), kernel: [1, 1] } as Op, [4, 5, 72]],
  ['dense', { kind: 'dense', units: 7, bias: true }, [1, 1, 12]],
  ['mean over the image', { kind: 'global-avg-pool' }, [5, 4, 3]],
  ...[3, 4, 5, 7].flatMap((width): [string, Op, Shape][] =>
    [1, 2].map((stride) => [`depthwise, ${width} columns, stride ${stride}`, depthwise(width, stride), [7, 9, 5]]),
  ),
];

/** All ends of a linear layer, with and without a kernel that does it in one pass. */
const END_CASES: readonly [string, Op, Shape][] = [
  ['3x3', conv(1), [6, 5, 3]],
  ['3x3, stride 2', conv(2), [6, 5, 3]],
  ['5x5 with explicit padding', { ...conv(2), kernel: [5, 5], padding: { top: 1, bottom: 2, left: 0, right: 3 } } as Op, [7, 6, 3]],
  ['dilated', { ...conv(1), dilation: [2, 3] } as Op, [7, 8, 3]],
  ['two groups', { ...conv(1), groups: 2 } as Op, [6, 5, 4]],
  ['1x1', { ...conv(1), kernel: [1, 1], bias: true } as Op, [6, 5, 40]],
  ['1x1, stride 2', { ...conv(2), kernel: [1, 1] } as Op, [5, 5, 40]],
  ['depthwise 3x3', depthwise(3, 1), [6, 5, 4]],
  ['depthwise 5x5, stride 2', depthwise(5, 2), [7, 6, 4]],
  ['depthwise with explicit padding', { ...depthwise(3, 2), padding: { top: 0, bottom: 1, left: 1, right: 2 } } as Op, [7, 6, 4]],
  ['dense', { kind: 'dense', units: 7, bias: true }, [1, 1, 12]],
];

/** Logits of a network of one layer, its norm and its activation, in inference mode. */
function logitsOf(tf: TensorFlow, op: Op, activation: ActivationFunction, input: Shape): Float32Array {
  const builder = new GraphBuilder(input);
  const layer = builder.add('layer', op, [0]);
  const norm = builder.add('norm', { kind: 'batch-norm', epsilon: 1e-3, momentum: 0.9, scale: true, center: true }, [layer]);
  const end = builder.add('end', { kind: 'activation', function: activation }, [norm]);
  builder.add('flatten', { kind: 'flatten' }, [end]);
  const model = buildModel(tf, builder.build(), { seed: 1 });
  model.setWeights(
    model.weights().map((weight, index) => {
      const values = wave(weight.data.length, 0.61 + index / 7);
      return { ...weight, data: weight.name.endsWith('variance') ? values.map((value) => 1.5 + value) : values };
    }),
  );
  const logits = tf.tidy(() => {
    const x = tf.tensor4d(
      wave(2 * input[0] * input[1] * input[2], 0.37).map((value) => 3 * value),
      [2, ...input],
    );
    return model.forward(x, { training: false }).dataSync() as Float32Array;
  });
  model.dispose();
  return logits;
}

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

  test.each(END_CASES)('compute at inference what the plain backend does, whatever the layer ends in: %s', async (_name, op, input) => {
    for (const activation of ACTIVATION_FUNCTIONS) {
      await tf.setBackend('cpu');
      const expected = logitsOf(tf, op, activation, input);
      await tf.setBackend('tensorflow');
      registerNativeKernels(tf);
      expect(fusedKernel(tf, 'convolve')).toBeDefined();
      const held = tf.memory().numTensors;
      expect(relativeError(expected, logitsOf(tf, op, activation, input)), activation).toBeLessThan(1e-5);
      expect(tf.memory().numTensors).toBe(held);
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
