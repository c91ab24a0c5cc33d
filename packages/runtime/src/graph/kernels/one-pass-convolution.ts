import type { Size2d } from '@isoflop/blocks';
import { FUSED_ACTIVATIONS, ONE_PASS_OPS, ONEDNN_LABEL, type OnePassActivation } from '../../onednn-ops.js';
import type { GraphTensor } from '../builder/tensor.js';
import type { Attrs } from '../proto/graph-def.js';

/** Where a one-pass convolution goes over its input. */
export interface OnePassWindow {
  readonly stride: Size2d;
  /** What `paddingAttrs` says; for depthwise convolutions not EXPLICIT. */
  readonly padding: Attrs;
  /** Height and width of the result. */
  readonly output: Size2d;
}

/** oneDNN's convolution with bias and activation in the same pass; inference only, no gradient is recorded. */
export function onePassConvolution(
  kind: keyof typeof ONE_PASS_OPS,
  [x, kernel, bias]: readonly [GraphTensor, GraphTensor, GraphTensor],
  { stride, padding, output }: OnePassWindow,
  activation: OnePassActivation = 'none',
): GraphTensor {
  const attrs: Attrs = {
    T: { type: x.dtype },
    _kernel: { text: ONEDNN_LABEL },
    data_format: { text: 'NHWC' },
    dilations: { ints: [1, 1, 1, 1] },
    num_args: { int: 1 },
    strides: { ints: [1, ...stride, 1] },
    ...padding,
    fused_ops: { texts: ['BiasAdd', ...FUSED_ACTIVATIONS[activation]] },
    ...(kind === 'convolve' && { TArgs: { types: [x.dtype] }, num_host_args: { int: 0 } }),
  };
  const [channels, last] = kernel.shape.slice(2);
  const filters = kind === 'convolve' ? last : channels * last;
  const result = { shape: [x.shape[0], ...output, filters], dtype: x.dtype };
  // A node's name may not begin as the op's does.
  return x.scope.tensor(ONE_PASS_OPS[kind], [x, kernel, bias], attrs, result, { name: kind });
}
