import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import { FUSED_KERNELS } from '../fused.js';
import type { TensorFlow } from '../tensorflow.js';
import type { SimdHeap } from './simd/heap.js';

type Inputs = Readonly<Record<string, TensorInfo>>;

/** Channels, and rows of channels, of a tensor [..., channels]. */
function rowsOf(x: TensorInfo): { channels: number; rowBytes: number; rows: number } {
  const channels = x.shape[x.shape.length - 1];
  return { channels, rowBytes: 4 * channels, rows: x.shape.slice(0, -1).reduce((total, size) => total * size, 1) };
}

/** A new vector with one value per channel. */
function vector(heap: SimdHeap, length: number, value: (channel: number) => number): TensorInfo {
  const tensor = heap.output([length]);
  const values = heap.values(tensor);
  for (let channel = 0; channel < length; channel++) values[channel] = value(channel);
  return tensor;
}

function scaleAndShift(heap: SimdHeap, { x, scale, shift }: Inputs): TensorInfo {
  const { rows, rowBytes } = rowsOf(x);
  const out = heap.output(x.shape);
  heap.kernels.scaleAndShift(heap.address(x), heap.address(scale), heap.address(shift), rowBytes, rows, heap.address(out));
  return out;
}

/** Mean of each channel, then the mean squared distance from it: two passes, exact where the mean is large against the deviation. */
function moments(heap: SimdHeap, x: TensorInfo): { mean: TensorInfo; variance: TensorInfo } {
  const { channels, rows, rowBytes } = rowsOf(x);
  const [mean, variance] = [heap.zeros([channels]), heap.zeros([channels])];
  const [xAt, meanAt, varianceAt] = [x, mean, variance].map((tensor) => heap.address(tensor));
  const divide = (sums: TensorInfo) => {
    const values = heap.values(sums);
    for (let channel = 0; channel < channels; channel++) values[channel] /= rows;
  };
  heap.overRows(rows, (row, count) => heap.kernels.addRows(xAt + row * rowBytes, rowBytes, count, meanAt));
  divide(mean);
  heap.overRows(rows, (row, count) => heap.kernels.addSquares(xAt + row * rowBytes, meanAt, rowBytes, count, varianceAt));
  divide(variance);
  return { mean, variance };
}

function normalizeBatch(heap: SimdHeap, { x, gamma, beta }: Inputs, epsilon: number): TensorInfo[] {
  const { channels } = rowsOf(x);
  const { mean, variance } = moments(heap, x);
  const [means, variances, gammas, betas] = [mean, variance, gamma, beta].map((tensor) => heap.values(tensor).slice());
  const factor = (channel: number) => gammas[channel] / Math.sqrt(variances[channel] + epsilon);
  const scale = vector(heap, channels, factor);
  const shift = vector(heap, channels, (channel) => betas[channel] - means[channel] * factor(channel));
  const y = scaleAndShift(heap, { x, scale, shift });
  heap.free(scale, shift);
  return [y, mean, variance];
}

function normalizeBatchGradient(heap: SimdHeap, { dy, x, gamma, mean, variance }: Inputs, epsilon: number): TensorInfo[] {
  const { channels, rows, rowBytes } = rowsOf(x);
  const [dBeta, centered] = [heap.zeros([channels]), heap.zeros([channels])];
  const [dyAt, xAt, meanAt, dBetaAt, centeredAt] = [dy, x, mean, dBeta, centered].map((tensor) => heap.address(tensor));
  heap.overRows(rows, (row, count) =>
    heap.kernels.addCenteredProducts(dyAt + row * rowBytes, xAt + row * rowBytes, meanAt, rowBytes, count, dBetaAt, centeredAt),
  );
  const [gammas, means, variances, sums, products] = [gamma, mean, variance, dBeta, centered].map((tensor) => heap.values(tensor).slice());
  const r = variances.map((value) => 1 / Math.sqrt(value + epsilon));
  // dx = gamma·r·(dy - dbeta/M - (x - mean)·r·dgamma/M), as dy·a + x·b + shift
  const a = vector(heap, channels, (c) => gammas[c] * r[c]);
  const b = vector(heap, channels, (c) => (-gammas[c] * r[c] ** 3 * products[c]) / rows);
  const shift = vector(heap, channels, (c) => (gammas[c] * r[c] * (means[c] * r[c] ** 2 * products[c] - sums[c])) / rows);
  const dGamma = vector(heap, channels, (c) => products[c] * r[c]);
  const dx = heap.output(x.shape);
  heap.kernels.combine(dyAt, xAt, heap.address(a), heap.address(b), heap.address(shift), rowBytes, rows, heap.address(dx));
  heap.free(a, b, shift, centered);
  return [dx, dGamma, dBeta];
}

function rampGradient(heap: SimdHeap, { dy, y }: Inputs, limit: number): TensorInfo {
  const out = heap.output(y.shape);
  const bytes = 4 * y.shape.reduce((total, size) => total * size, 1);
  heap.kernels.keepInsideRamp(heap.address(dy), heap.address(y), limit, bytes, heap.address(out));
  return out;
}

/** Registers our one-pass kernels of batch normalisation and of clipped ramps. */
export function registerFusedKernels(tf: TensorFlow, heap: SimdHeap): void {
  const register = (name: keyof typeof FUSED_KERNELS, compute: (inputs: Inputs, attrs: NamedAttrMap) => TensorInfo | TensorInfo[]) =>
    tf.registerKernel({
      kernelName: FUSED_KERNELS[name],
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) => compute(inputs as NamedTensorInfoMap as Inputs, attrs ?? {}),
    });
  register('normalizeBatch', (inputs, { epsilon }) => normalizeBatch(heap, inputs, epsilon as number));
  register('normalizeBatchGradient', (inputs, { epsilon }) => normalizeBatchGradient(heap, inputs, epsilon as number));
  register('scaleAndShift', (inputs) => scaleAndShift(heap, inputs));
  register('rampGradient', (inputs, { limit }) => rampGradient(heap, inputs, limit as number));
}
