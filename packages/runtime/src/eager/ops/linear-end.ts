import type { ActivationFunction, OpOf } from '@isoflop/blocks';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { fusedKernel } from '../../fused.js';
import { partOfPass } from '../../onednn-ops.js';
import type { TensorFlow } from '../../tensorflow.js';
import type { Fused } from '../layer.js';
import { activationFunction } from './activation.js';

/** What stands behind the kernel of a linear layer. */
export interface LinearEnd {
  readonly bias: Tensor1D | undefined;
  readonly activation: ActivationFunction | undefined;
}

/** The bias and activation of a layer that also does the nodes behind it; a folded normalisation makes the bias bias · scale + shift. */
export function linearEnd(tf: TensorFlow, bias: Tensor | undefined, { affine, activation }: Fused = {}): LinearEnd {
  const whole = affine ? (bias ? tf.add(tf.mul(bias, affine.scale), affine.shift) : affine.shift) : bias;
  return { bias: whole as Tensor1D | undefined, activation };
}

/** The activation of (y + bias), one operation after the other. */
export function finish<T extends Tensor>(tf: TensorFlow, y: T, { bias, activation }: LinearEnd): T {
  const sum: T = bias ? tf.add(y, bias) : y;
  return activation ? (activationFunction(tf, activation)(sum) as T) : sum;
}

/**
 * Convolution, bias and activation in one pass, without a gradient; undefined where the backend has no such kernel or there is no bias. `filter` is not
 * dilated.
 */
export function inOnePass(
  tf: TensorFlow,
  kernel: 'convolve' | 'convolveDepthwise',
  { x, filter }: { readonly x: Tensor4D; readonly filter: Tensor4D },
  { stride, padding }: Pick<OpOf<'conv2d'>, 'stride' | 'padding'>,
  { bias, activation }: LinearEnd,
): Tensor4D | undefined {
  const compute = bias && fusedKernel(tf, kernel);
  if (!compute) return undefined;
  const { within, after } = partOfPass(activation);
  const attrs = { stride: [...stride], padding: padding as never, activation: within };
  const [y] = compute({ x, filter, bias }, attrs) as Tensor4D[];
  return finish(tf, y, { bias: undefined, activation: after });
}
