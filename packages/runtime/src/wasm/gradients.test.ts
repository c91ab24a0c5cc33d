import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { relativeError, useBackend, wave } from '../testing/backends.js';

interface Case {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernel: number;
  readonly stride: 1 | 2;
  readonly pad: 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];
  /** Output channels, or the multiplier of a depthwise convolution. */
  readonly outputs: number;
}

const BATCH = 3;

const inputOf = (c: Case) => tf.tensor4d(wave(BATCH * c.height * c.width * c.channels, 0.7), [BATCH, c.height, c.width, c.channels]);
const filterOf = (c: Case) => tf.tensor4d(wave(c.kernel ** 2 * c.channels * c.outputs, 1.3), [c.kernel, c.kernel, c.channels, c.outputs]);

/** Output, input gradient and filter gradient of one convolution on one backend. Only every `tapSpacing`-th row and column of the filter is not 0. */
async function convolveAndDifferentiate(backend: 'cpu' | 'wasm', depthwise: boolean, c: Case, tapSpacing = 1): Promise<Float32Array[]> {
  await useBackend(backend);
  return tf.tidy(() => {
    const x = inputOf(c);
    const w = tapSpacing === 1 ? filterOf(c) : spreadTaps(c, tapSpacing);
    const convolve = (image: tf.Tensor, filter: tf.Tensor) =>
      depthwise
        ? tf.depthwiseConv2d(image as tf.Tensor4D, filter as tf.Tensor4D, c.stride, c.pad as 'same')
        : tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, c.stride, c.pad as 'same');
    const y = convolve(x, w);
    const [dx, dw] = tf.grads(convolve)([x, w], tf.tensor(wave(y.size, 1.7), y.shape));
    return [y, dx, dw].map((t) => t.dataSync() as Float32Array);
  });
}

/** The filter that does with `c.kernel` taps per side what a smaller one does dilated: TensorFlow.js has no gradient of a dilated convolution. */
function spreadTaps(c: Case, spacing: number): tf.Tensor4D {
  const small = filterOf({ ...c, kernel: (c.kernel - 1) / spacing + 1 }).dataSync();
  const values = new Float32Array(c.kernel ** 2 * c.channels * c.outputs);
  tapOffsets(c.kernel, spacing, c.channels * c.outputs).forEach((offset, index) => {
    const taps = c.channels * c.outputs;
    values.set(small.subarray(index * taps, (index + 1) * taps), offset);
  });
  return tf.tensor4d(values, [c.kernel, c.kernel, c.channels, c.outputs]);
}

/** Where the taps of the dilated filter lie in the spread one. */
function tapOffsets(kernel: number, spacing: number, valuesPerTap: number): number[] {
  const positions = Array.from({ length: (kernel - 1) / spacing + 1 }, (_, index) => index * spacing);
  return positions.flatMap((row) => positions.map((column) => (row * kernel + column) * valuesPerTap));
}

function everyNthTap(values: Float32Array, kernel: number, spacing: number, valuesPerTap: number): Float32Array {
  const taps = tapOffsets(kernel, spacing, valuesPerTap).flatMap((offset) => [...values.subarray(offset, offset + valuesPerTap)]);
  return Float32Array.from(taps);
}

/** Input and filter gradients of a dilated depthwise convolution, from the kernels themselves. */
async function dilatedGradients(c: Case, dilation: number): Promise<Float32Array[]> {
  await useBackend('wasm');
  return tf.tidy(() => {
    const [x, filter] = [inputOf(c), filterOf(c)];
    const shape = tf.depthwiseConv2d(x, filter, 1, c.pad as 'same', 'NHWC', dilation).shape;
    const dy = tf.tensor(
      wave(
        shape.reduce((a, b) => a * b),
        1.7,
      ),
      shape,
    );
    const attrs = {
      strides: [1, 1],
      dilations: [dilation, dilation],
      pad: c.pad as 'same',
      inputShape: x.shape,
      filterShape: filter.shape,
    };
    const dx = tf.engine().runKernel('DepthwiseConv2dNativeBackpropInput', { dy, filter }, attrs) as tf.Tensor;
    const dw = tf.engine().runKernel('DepthwiseConv2dNativeBackpropFilter', { x, dy }, attrs) as tf.Tensor;
    return [dx, dw].map((t) => t.dataSync() as Float32Array);
  });
}

async function expectSameAsPlain(depthwise: boolean, c: Case): Promise<void> {
  const expected = await convolveAndDifferentiate('cpu', depthwise, c);
  const actual = await convolveAndDifferentiate('wasm', depthwise, c);
  const errors = expected.map((values, index) => relativeError(values, actual[index]));
  expect(Math.max(...errors), `${JSON.stringify(c)}: relative errors of y, dx, dw: ${errors}`).toBeLessThan(1e-4);
}

const SIZES = [7, 8, 13];
const WINDOWS = [1, 2].flatMap((stride) =>
  (['same', 'valid'] as const).flatMap((pad) => [1, 3, 5].map((kernel) => ({ stride: stride as 1 | 2, pad, kernel }))),
);

describe('the gradients of the WebAssembly backend equal those of the plain one', () => {
  test.each(WINDOWS)('for a dense convolution with $pad padding, stride $stride and kernel $kernel', async (window) => {
    for (const size of SIZES) {
      for (const channels of [1, 6, 40]) {
        await expectSameAsPlain(false, { ...window, height: size, width: size + 1, channels, outputs: 5 });
      }
    }
  });

  test.each(WINDOWS)('for a depthwise convolution with $pad padding, stride $stride and kernel $kernel', async (window) => {
    for (const size of SIZES) {
      for (const channels of [1, 6, 8]) {
        await expectSameAsPlain(true, { ...window, height: size, width: size + 1, channels, outputs: 1 });
      }
    }
  });

  test.each([2, 3])('for a depthwise convolution with %i outputs per channel', async (outputs) => {
    for (const window of WINDOWS) await expectSameAsPlain(true, { ...window, height: 8, width: 7, channels: 4, outputs });
  });

  test.each([2, 3])('for a depthwise convolution dilated by %i', async (dilation) => {
    for (const pad of ['same', 'valid'] as const) {
      for (const kernel of [1, 3]) {
        const c: Case = { stride: 1, pad, kernel, height: 9, width: 10, channels: 5, outputs: 2 };
        const spread = (kernel - 1) * dilation + 1;
        const expected = await convolveAndDifferentiate('cpu', true, { ...c, kernel: spread }, dilation);
        const [dx, dw] = await dilatedGradients(c, dilation);
        expect(relativeError(expected[1], dx)).toBeLessThan(1e-4);
        expect(relativeError(everyNthTap(expected[2], spread, dilation, c.channels * c.outputs), dw)).toBeLessThan(1e-4);
      }
    }
  });

  test('for explicit padding that differs on every side', async () => {
    for (const stride of [1, 2] as const) {
      const window: Case = {
        stride,
        pad: [
          [0, 0],
          [2, 1],
          [0, 3],
          [0, 0],
        ],
        kernel: 3,
        height: 8,
        width: 7,
        channels: 4,
        outputs: 3,
      };
      await expectSameAsPlain(false, window);
      await expectSameAsPlain(true, window);
    }
  });
});

test('the WebAssembly backend has every kernel that training a convolution calls', () => {
  for (const kernel of [
    'Conv2DBackpropFilter',
    'Conv2DBackpropInput',
    'DepthwiseConv2dNativeBackpropFilter',
    'DepthwiseConv2dNativeBackpropInput',
  ]) {
    expect(tf.getKernel(kernel, 'wasm'), kernel).toBeDefined();
  }
});

test('a gradient leaves no tensor behind', async () => {
  const c: Case = { stride: 2, pad: 'same', kernel: 3, height: 8, width: 7, channels: 4, outputs: 3 };
  await convolveAndDifferentiate('wasm', true, c);
  const before = tf.memory().numTensors;
  await convolveAndDifferentiate('wasm', true, c);
  await convolveAndDifferentiate('wasm', false, c);
  expect(tf.memory().numTensors).toBe(before);
});
