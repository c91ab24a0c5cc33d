import type { Size2d } from '@isoflop/blocks';
import { gradientInputChannels } from '../../onednn-channels.js';
import type { GraphTensor } from '../builder/tensor.js';
import type { Attrs } from '../proto/graph-def.js';
import type { Convolution } from './convolution.js';
import { pad, slice } from './layout.js';

/** TensorFlow's Conv2D; `output` is height and width of its result, `padding` what `paddingAttrs` says. */
export function spatialConvolution(stride: Size2d, padding: Attrs, output: Size2d): Convolution {
  const attrsFor = (x: GraphTensor): Attrs => ({
    T: { type: x.dtype },
    strides: { ints: [1, ...stride, 1] },
    data_format: { text: 'NHWC' },
    dilations: { ints: [1, 1, 1, 1] },
    ...padding,
  });
  return {
    forward(x, kernel) {
      return x.scope.tensor('Conv2D', [x, kernel], attrsFor(x), { shape: [x.shape[0], ...output, kernel.shape[3]], dtype: x.dtype });
    },
    inputGradient(dy, x, kernel) {
      const channels = kernel.shape[2];
      const computed = gradientInputChannels(channels);
      const shape = [...x.shape.slice(0, 3), computed];
      const widened =
        computed === channels
          ? kernel
          : pad(kernel, [
              [0, 0],
              [0, 0],
              [0, computed - channels],
              [0, 0],
            ]);
      const dx = dy.scope.tensor('Conv2DBackpropInput', [dy.scope.ints(shape), widened, dy], attrsFor(x), { shape, dtype: x.dtype });
      return computed === channels ? dx : slice(dx, [0, 0, 0, 0], x.shape);
    },
    kernelGradient(dy, x, kernel) {
      return dy.scope.tensor('Conv2DBackpropFilter', [x, dy.scope.ints(kernel.shape), dy], attrsFor(x), kernel);
    },
  };
}
