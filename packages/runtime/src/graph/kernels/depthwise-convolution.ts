import type { Size2d } from '@isoflop/blocks';
import type { GraphTensor } from '../builder/tensor.js';
import type { Attrs } from '../proto/graph-def.js';
import type { Convolution } from './convolution.js';
import { depthwiseKernelGradient } from './depthwise-kernel-gradient.js';
import type { WindowPadding } from './window-padding.js';

/**
 * TensorFlow's depthwise convolution, whose stride must be the same down and across; `output` is height and width of its result. `padding` must be
 * none or TensorFlow's `SAME`: with another the op leaves oneDNN and is three times slower.
 */
export function depthwiseConvolution(stride: number, padding: WindowPadding, output: Size2d): Convolution {
  const none = [...padding.rows, ...padding.columns].every((pixels) => pixels === 0);
  const attrs: Attrs = {
    T: { type: 'float32' },
    strides: { ints: [1, stride, stride, 1] },
    padding: { text: none ? 'VALID' : 'SAME' },
    data_format: { text: 'NHWC' },
    dilations: { ints: [1, 1, 1, 1] },
  };
  return {
    forward(x, kernel) {
      const shape = [x.shape[0], ...output, kernel.shape[2] * kernel.shape[3]];
      return x.scope.tensor('DepthwiseConv2dNative', [x, kernel], attrs, { shape, dtype: x.dtype });
    },
    inputGradient(dy: GraphTensor, x, kernel) {
      return dy.scope.tensor('DepthwiseConv2dNativeBackpropInput', [dy.scope.ints(x.shape), kernel, dy], attrs, x);
    },
    kernelGradient: (dy, x, kernel) => depthwiseKernelGradient(dy, x, kernel, { stride, padding, attrs }),
  };
}
