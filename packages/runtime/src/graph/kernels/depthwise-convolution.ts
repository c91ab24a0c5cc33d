import type { Size2d } from '@isoflop/blocks';
import type { GraphTensor } from '../builder/tensor.js';
import type { Attrs } from '../proto/graph-def.js';
import type { Convolution } from './convolution.js';

/** TensorFlow's depthwise convolution, whose stride must be the same down and across; `output` is height and width of its result. */
export function depthwiseConvolution(stride: number, padding: Attrs, output: Size2d): Convolution {
  const attrsFor = (x: GraphTensor): Attrs => ({
    T: { type: x.dtype },
    strides: { ints: [1, stride, stride, 1] },
    data_format: { text: 'NHWC' },
    dilations: { ints: [1, 1, 1, 1] },
    ...padding,
  });
  return {
    forward(x, kernel) {
      const shape = [x.shape[0], ...output, kernel.shape[2] * kernel.shape[3]];
      return x.scope.tensor('DepthwiseConv2dNative', [x, kernel], attrsFor(x), { shape, dtype: x.dtype });
    },
    inputGradient(dy, x, kernel) {
      return dy.scope.tensor('DepthwiseConv2dNativeBackpropInput', [dy.scope.ints(x.shape), kernel, dy], attrsFor(x), x);
    },
    kernelGradient(dy, x, kernel) {
      return dy.scope.tensor('DepthwiseConv2dNativeBackpropFilter', [x, dy.scope.ints(kernel.shape), dy], attrsFor(x), kernel);
    },
  };
}
