import type { ActivationFunction, Shape } from '@isoflop/blocks';
import { axisWindows, type Window } from '../../eager/ops/window-taps.js';
import { partOfPass, SWISH_OP } from '../../onednn-ops.js';
import type { GraphTensor } from '../builder/tensor.js';
import { addBias } from '../kernels/bias.js';
import { add, multiply } from '../kernels/elementwise.js';
import { type OnePassWindow, onePassConvolution } from '../kernels/one-pass-convolution.js';
import { paddingAttrs } from '../kernels/window-padding.js';
import type { Fused, GraphMode } from '../layer.js';
import { activated } from './activation.js';

/** What stands behind the kernel of a linear layer. */
export interface LinearEnd {
  readonly bias: GraphTensor | undefined;
  readonly activation: ActivationFunction | undefined;
}

/** The bias and activation of a layer that also does the nodes behind it; a folded normalisation makes the bias bias · scale + shift. */
export function linearEnd(bias: GraphTensor | undefined, { affine, activation }: Fused = {}): LinearEnd {
  if (!affine) return { bias, activation };
  return { bias: bias ? add(multiply(bias, affine.scale), affine.shift) : affine.shift, activation };
}

/** The activation of (y + bias), one operation after the other. */
export function finish(y: GraphTensor, { bias, activation }: LinearEnd): GraphTensor {
  const sum = bias ? addBias(y, bias) : y;
  return activation ? activated(sum, activation) : sum;
}

/** A window, whose kernel counts the gaps of dilation, on images of height, width and channels `input`. */
export function onePassWindow(window: Window, input: Shape): OnePassWindow {
  const output = [axisWindows(window, input, 0).count, axisWindows(window, input, 1).count] as const;
  return { stride: window.stride, padding: paddingAttrs(window, input), output };
}

/** Convolution, bias and activation in one pass; undefined in training, where that is not there, and without a bias. */
export function inOnePass(
  kind: 'convolve' | 'convolveDepthwise',
  mode: GraphMode,
  [x, kernel]: readonly [GraphTensor, GraphTensor],
  window: OnePassWindow,
  { bias, activation }: LinearEnd,
): GraphTensor | undefined {
  if (mode.training || !mode.onePass || !bias) return undefined;
  const { within, after } = partOfPass(activation);
  const y = onePassConvolution(kind, [x, kernel, bias], window, within);
  if (after === 'silu') return y.scope.tensor(SWISH_OP, [y], { T: { type: y.dtype } }, y, { name: 'swish' });
  return finish(y, { bias: undefined, activation: after });
}
