import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from './tensorflow.js';

/**
 * Kernels of our own names that a backend may bring to do in one pass what takes many TensorFlow.js operations. The layers use them where the
 * current backend has them and ordinary operations elsewhere; the tests hold both to the same values.
 */
export const FUSED_KERNELS = {
  /** {x, gamma, beta}, {epsilon} -> y, mean, variance: see `normalizeBatch`. */
  normalizeBatch: 'IsoflopNormalizeBatch',
  /**
   * {x, gamma, beta, averageMean, averageVariance}, {epsilon, momentum} -> y, the averages moved towards the batch's mean and unbiased variance, and
   * what `followedBatchGradient` is to get. In place of `normalizeBatch` where the backend has both.
   */
  normalizeAndFollow: 'IsoflopNormalizeAndFollow',
  /** {dy, x, gamma, reserved0, reserved1, …}, {epsilon} -> dx, dgamma, dbeta. */
  followedBatchGradient: 'IsoflopFollowedBatchGradient',
  /** {dy, x, gamma, mean, variance}, {epsilon} -> dx, dgamma, dbeta. */
  normalizeBatchGradient: 'IsoflopNormalizeBatchGradient',
  /** {x, scale, shift} -> x · scale + shift, one scale and shift per channel. */
  scaleAndShift: 'IsoflopScaleAndShift',
  /**
   * {x, filter, bias}, {stride, padding, activation} -> activation(convolution + bias), no gradient; `padding` as the IR has it, `activation` none, relu,
   * relu6 or hard-swish.
   */
  convolve: 'IsoflopConvolve',
  /** The same with a filter, or several, per channel. */
  convolveDepthwise: 'IsoflopConvolveDepthwise',
  /** {x} -> x · sigmoid(x). In place of ordinary operations where the backend also has `siluGradient`. */
  silu: 'IsoflopSilu',
  /** {dy, x} -> dx. */
  siluGradient: 'IsoflopSiluGradient',
  /** {x}, {shape} -> x repeated along its axes of size 1. */
  spread: 'IsoflopSpread',
  /** {dy, y}, {limit} -> dy where 0 < y < limit, else 0. */
  rampGradient: 'IsoflopRampGradient',
} as const;

/** Whether the native backend has convolutions with bias and activation in one pass. */
export function hasOnePassConvolutions(tf: TensorFlow): boolean {
  const [dense, depthwise] = [FUSED_KERNELS.convolve, FUSED_KERNELS.convolveDepthwise].map((name) => tf.getKernel(name, 'tensorflow'));
  return dense !== undefined && depthwise !== undefined;
}

/** Calls a fused kernel; undefined where the current backend does not have it. */
export function fusedKernel(
  tf: TensorFlow,
  name: keyof typeof FUSED_KERNELS,
): ((inputs: NamedTensorMap, attrs?: NamedAttrMap) => Tensor[]) | undefined {
  const kernelName = FUSED_KERNELS[name];
  if (!tf.getKernel(kernelName, tf.getBackend())) return undefined;
  return (inputs, attrs = {}) => [tf.engine().runKernel(kernelName, inputs, attrs)].flat() as Tensor[];
}
