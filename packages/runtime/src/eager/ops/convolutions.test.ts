import type { OpOf, Shape } from '@isoflop/blocks';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { TensorFlow } from '../../tensorflow.js';
import { relativeError, TEST_BACKENDS, useBackend, wave } from '../../testing/backends.js';
import { nodeVariables } from '../../variables/variable-specs.js';
import type { Layer, LayerBuilder } from '../layer.js';
import { activationFunction } from './activation.js';
import { buildConv2d } from './conv2d.js';
import { buildDepthwiseConv2d } from './depthwise-conv2d.js';

const INPUT: Shape = [9, 8, 6];
const window = { kernel: [3, 3], stride: [1, 1], dilation: [1, 1], padding: 'same' } as const;
const conv = (settings: Partial<OpOf<'conv2d'>>): OpOf<'conv2d'> => ({
  kind: 'conv2d',
  filters: 4,
  groups: 1,
  bias: false,
  ...window,
  ...settings,
});

/** The layer of `op` on 9x8x6 images with fixed variables, and its variables by role. */
function layerOf<O extends OpOf<'conv2d' | 'depthwise-conv2d'>>(
  tf: TensorFlow,
  build: LayerBuilder<O>,
  op: O,
): { layer: Layer; variables: Record<string, Tensor> } {
  const variables: Record<string, Tensor> = {};
  const layer = build({
    tf,
    op,
    inputs: [INPUT],
    path: 'test',
    seed: 1,
    variable: (role) => {
      const shape = [...(nodeVariables({ op, path: 'test' }, [INPUT]).find((spec) => spec.role === role)?.shape ?? [])];
      variables[role] = tf.tensor(wave(tf.util.sizeFromShape(shape), role === 'bias' ? 0.5 : 1.3), shape);
      return variables[role] as never;
    },
  });
  return { layer, variables };
}

const image = (tf: TensorFlow) => tf.tensor4d(wave(2 * 9 * 8 * 6, 0.7), [2, ...INPUT]);

async function expectLayer<O extends OpOf<'conv2d' | 'depthwise-conv2d'>>(
  backend: (typeof TEST_BACKENDS)[number],
  build: LayerBuilder<O>,
  op: O,
  reference: (tf: TensorFlow, x: Tensor4D, kernel: Tensor4D, bias: Tensor | undefined) => Tensor,
): Promise<void> {
  const tf = await useBackend(backend);
  tf.tidy(() => {
    const { layer, variables } = layerOf(tf, build, op);
    const actual = layer([image(tf)], { training: false });
    const expected = reference(tf, image(tf), variables.kernel as Tensor4D, variables.bias);
    expect(actual.shape).toEqual(expected.shape);
    expect(relativeError(expected.dataSync(), actual.dataSync())).toBeLessThan(1e-5);
  });
}

describe.each(TEST_BACKENDS)('on %s', (backend) => {
  test('a 1x1 convolution as a matrix product is the convolution', async () => {
    await expectLayer(backend, buildConv2d, conv({ kernel: [1, 1], bias: true }), (tf, x, kernel, bias) =>
      tf.add(tf.conv2d(x, kernel, 1, 'same'), bias!),
    );
  });

  test('a strided 1x1 convolution skips pixels', async () => {
    await expectLayer(backend, buildConv2d, conv({ kernel: [1, 1], stride: [2, 2] }), (tf, x, kernel) => tf.conv2d(x, kernel, 2, 'same'));
  });

  test('a dilated filter with explicit zeros is the dilated convolution', async () => {
    await expectLayer(backend, buildConv2d, conv({ dilation: [2, 3] }), (tf, x, kernel) => tf.conv2d(x, kernel, 1, 'same', 'NHWC', [2, 3]));
    const depthwise = { kind: 'depthwise-conv2d', multiplier: 2, bias: false, ...window, dilation: [2, 2] } as const;
    await expectLayer(backend, buildDepthwiseConv2d, depthwise, (tf, x, kernel) =>
      tf.depthwiseConv2d(x, kernel, 1, 'same', 'NHWC', [2, 2]),
    );
  });

  test('explicit padding is padding and then a valid convolution', async () => {
    const padding = { top: 2, bottom: 0, left: 1, right: 3 };
    const pad = (tf: TensorFlow, x: Tensor4D) =>
      tf.pad(x, [
        [0, 0],
        [2, 0],
        [1, 3],
        [0, 0],
      ]);
    await expectLayer(backend, buildConv2d, conv({ padding, stride: [2, 2] }), (tf, x, kernel) =>
      tf.conv2d(pad(tf, x), kernel, 2, 'valid'),
    );
  });

  test('each group of filters sees its own channels', async () => {
    await expectLayer(backend, buildConv2d, conv({ groups: 2 }), (tf, x, kernel) => {
      const half = (group: number) =>
        tf.conv2d(tf.slice(x, [0, 0, 0, 3 * group], [2, 9, 8, 3]), tf.slice(kernel, [0, 0, 0, 2 * group], [3, 3, 3, 2]), 1, 'same');
      return tf.concat([half(0), half(1)], 3);
    });
  });

  test('a gradient reaches exactly the taps of a dilated filter', async () => {
    const tf = await useBackend(backend);
    tf.tidy(() => {
      const x = image(tf);
      const dilated = (kernel: Tensor) =>
        buildConv2d({ tf, op: conv({ dilation: [2, 2] }), inputs: [INPUT], path: 'test', seed: 1, variable: () => kernel as never })([x], {
          training: false,
        });
      const kernel = tf.tensor4d(wave(3 * 3 * 6 * 4, 1.3), [3, 3, 6, 4]);
      const gradient = tf.grad(dilated)(kernel).dataSync();
      // The convolution is linear in its kernel, so the gradient of the sum of outputs is the sum for a kernel that is 1 at one place.
      for (const place of [0, 50, 107, 215]) {
        const unit = tf
          .oneHot(tf.tensor1d([place], 'int32'), 216)
          .toFloat()
          .reshape([3, 3, 6, 4]);
        expect(gradient[place]).toBeCloseTo(dilated(unit).sum().dataSync()[0], 3);
      }
    });
  });
});

test.each([
  ['3x3 in two groups', conv({ groups: 2, bias: true }), undefined],
  ['1x1', conv({ kernel: [1, 1] }), 'silu'],
  ['3x3 with a bias', conv({ bias: true }), 'relu6'],
  ['depthwise', { kind: 'depthwise-conv2d', multiplier: 2, bias: true, ...window }, 'hard-swish'],
] as const)(
  'a scale and shift folded into the kernel and bias, and the activation, are those of its output: %s',
  async (_name, op, activation) => {
    const tf = await useBackend('cpu');
    tf.tidy(() => {
      const layer = op.kind === 'conv2d' ? layerOf(tf, buildConv2d, op).layer : layerOf(tf, buildDepthwiseConv2d, op).layer;
      const plain = layer([image(tf)], { training: false });
      const channels = plain.shape[3];
      const affine = { scale: tf.tensor1d(wave(channels, 0.8)), shift: tf.tensor1d(wave(channels, 2.3)) };
      const fused = layer([image(tf)], { training: false }, { affine, ...(activation && { activation }) });
      const linear = tf.add(tf.mul(plain, affine.scale), affine.shift);
      const expected = activation ? activationFunction(tf, activation)(linear) : linear;
      expect(relativeError(expected.dataSync(), fused.dataSync())).toBeLessThan(1e-5);
    });
  },
);
