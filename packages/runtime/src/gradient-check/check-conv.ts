import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tfjsPadding } from '../eager/ops/conv2d.js';
import { convolutionAsProduct } from '../eager/ops/convolution-as-product.js';
import { depthwiseByTaps } from '../eager/ops/depthwise-by-taps.js';
import type { TensorFlow } from '../tensorflow.js';
import type { ConvShape } from './conv-shape.js';
import { type ConvOperands, convGeometry, filterGradientAt, inputGradientAt, outputAt } from './reference.js';

/** Largest differences from the double-precision reference, each relative to the largest reference value; infinite where a value is not finite. */
export interface ConvErrors {
  readonly output: number;
  readonly inputGradient: number;
  readonly filterGradient: number;
}

/** How a convolution is computed. */
export type Convolve = (tf: TensorFlow, shape: ConvShape, x: Tensor4D, w: Tensor4D) => Tensor4D;

/** TensorFlow.js's own op, whose gradients are the backend's kernels. */
export const convolveDirectly: Convolve = (tf, { stride, padding, depthwise }, x, w) =>
  depthwise ? tf.depthwiseConv2d(x, w, [...stride], tfjsPadding(padding)) : tf.conv2d(x, w, [...stride], tfjsPadding(padding));

/** The way that the engines take round a convolution whose op is wrong: a dense one as one matrix product, a depthwise one tap by tap. */
export const convolveRoundabout: Convolve = (tf, shape, x, w) =>
  (shape.depthwise ? depthwiseByTaps : convolutionAsProduct)(tf, x, w, shape, [shape.height, shape.width, shape.inChannels]);

/**
 * Computes output and gradients of one convolution on the current backend and compares them in double precision: outputs and image gradients
 * at the corners, edges and middle with every channel, filter gradients with every input and every output channel. Operands are fixed waves.
 */
export async function convErrors(tf: TensorFlow, shape: ConvShape, convolve: Convolve = convolveDirectly, batch = 4): Promise<ConvErrors> {
  const { height, width, inChannels, outChannels, kernel, depthwise } = shape;
  const { outHeight, outWidth } = convGeometry(shape);
  const columns = depthwise ? outChannels / inChannels : outChannels;
  const operands: ConvOperands = {
    batch,
    x: wave(batch * height * width * inChannels, 0.7),
    w: wave(kernel[0] * kernel[1] * inChannels * columns, 1.3),
    dy: wave(batch * outHeight * outWidth * outChannels, 1.7),
  };
  const { y, dx, dw } = await compute(tf, shape, convolve, operands);
  return {
    output: pixelError(y, outHeight, outWidth, batch, (n, row, column) => outputAt(shape, operands, n, row, column)),
    inputGradient: pixelError(dx, height, width, batch, (n, row, column) => inputGradientAt(shape, operands, n, row, column)),
    filterGradient: filterError(dw, shape, operands, columns),
  };
}

async function compute(tf: TensorFlow, shape: ConvShape, convolve: Convolve, { batch, x, w, dy }: ConvOperands) {
  const { height, width, inChannels, outChannels, kernel, depthwise } = shape;
  const { outHeight, outWidth } = convGeometry(shape);
  const columns = depthwise ? outChannels / inChannels : outChannels;
  const tensors = tf.tidy(() => {
    const images = tf.tensor4d(x, [batch, height, width, inChannels]);
    const filter = tf.tensor4d(w, [kernel[0], kernel[1], inChannels, columns]);
    const both = tf.valueAndGrads((a: Tensor, b: Tensor) => convolve(tf, shape, a as Tensor4D, b as Tensor4D));
    const { value, grads } = both([images, filter], tf.tensor4d(dy, [batch, outHeight, outWidth, outChannels]));
    return [value, ...grads];
  });
  // Not read in the tidy: WebGPU can only be waited for.
  const [y, dx, dw] = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose(tensors);
  return { y, dx, dw };
}

type Values = ArrayLike<number>;

function pixelError(
  actual: Values,
  height: number,
  width: number,
  batch: number,
  reference: (n: number, row: number, column: number) => Float64Array,
): number {
  const error = new RelativeError();
  for (const n of new Set([0, batch - 1])) {
    for (const row of new Set([0, height >> 1, height - 1])) {
      for (const column of new Set([0, (width >> 1) + (width > 2 ? 1 : 0), width - 1])) {
        const expected = reference(n, row, column);
        const start = ((n * height + row) * width + column) * expected.length;
        for (let channel = 0; channel < expected.length; channel++) error.add(expected[channel], actual[start + channel]);
      }
    }
  }
  return error.value;
}

/** Walks the taps while it walks the channels, so that both are covered without computing their product. */
function filterError(actual: Values, shape: ConvShape, operands: ConvOperands, columns: number): number {
  const taps = shape.kernel[0] * shape.kernel[1];
  const error = new RelativeError();
  for (let step = 0; step < Math.max(taps, shape.inChannels, columns); step++) {
    const [tap, channel, column] = [(step * 7) % taps, step % shape.inChannels, (step * 3 + 1) % columns];
    error.add(filterGradientAt(shape, operands, tap, channel, column), actual[(tap * shape.inChannels + channel) * columns + column]);
  }
  return error.value;
}

class RelativeError {
  private difference = 0;
  private scale = 0;
  add(expected: number, actual: number): void {
    const difference = Math.abs(expected - actual);
    // NaN compares as smaller than anything, so it is made the largest.
    this.difference = Math.max(this.difference, Number.isFinite(difference) ? difference : Number.POSITIVE_INFINITY);
    this.scale = Math.max(this.scale, Math.abs(expected));
  }
  get value(): number {
    return this.difference === 0 ? 0 : this.difference / this.scale;
  }
}

/** Values in [-1, 1] whose order looks random: neighbours are not alike, so that sums do not cancel or pile up. */
function wave(length: number, frequency: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(index * index * 0.37 + index * frequency + 0.3));
}
