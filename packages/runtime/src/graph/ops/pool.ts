import type { OpOf, Shape } from '@isoflop/blocks';
import { LOWEST, windowShares } from '../../eager/ops/pool.js';
import { axisWindows, type Window } from '../../eager/ops/window-taps.js';
import type { GraphTensor } from '../builder/tensor.js';
import { multiply } from '../kernels/elementwise.js';
import { padded } from '../kernels/padded.js';
import { windowPadding } from '../kernels/window-padding.js';
import type { GraphLayer } from '../layer.js';
import type { Attrs } from '../proto/graph-def.js';

/** Largest value of each window. */
export const writeMaxPool: GraphLayer<OpOf<'max-pool'>> = ({ op, inputs: [image], shapes: [shape], scope }) => {
  const x = typeof op.padding === 'string' ? image : padded(image, windowPadding(op, shape), LOWEST);
  const attrs = poolAttrs(op);
  const y = scope.tensor('MaxPool', [x], attrs, pooled(op, shape, x));
  return scope.tape.record(y, [x], (dy) => [scope.tensor('MaxPoolGrad', [x, y, dy], attrs, x)]);
};

/** Mean of each window; see the op for what padding counts as. */
export const writeAvgPool: GraphLayer<OpOf<'avg-pool'>> = ({ op, inputs: [image], shapes: [shape], scope }) => {
  // TensorFlow's own `SAME` counts only the pixels of the image. All else is padded first and then divided anew where padding does not count.
  const own = op.padding === 'valid' || (op.padding === 'same' && !op.countPadding);
  const x = own ? image : padded(image, windowPadding(op, shape), 0);
  const attrs = poolAttrs(own ? op : { ...op, padding: 'valid' });
  const mean = scope.tensor('AvgPool', [x], attrs, pooled(op, shape, x));
  const y = scope.tape.record(mean, [x], (dy) => [scope.tensor('AvgPoolGrad', [scope.ints(x.shape), dy], attrs, x)]);
  return own || op.countPadding ? y : dividedAnew(op, shape, y);
};

/** Means over whole windows, padding included, turned into means over the pixels of the image. */
function dividedAnew(op: OpOf<'avg-pool'>, shape: Shape, y: GraphTensor): GraphTensor {
  const area = op.kernel[0] * op.kernel[1];
  const rows = windowShares(op, shape);
  const data = Float32Array.from(rows.flat(), (share) => share * area);
  const factors = y.scope.constant({ dtype: 'float32', shape: [1, rows.length, rows[0].length, 1], data });
  return y.scope.tape.record(multiply(y, factors), [y], (dy) => [multiply(dy, factors)]);
}

/** Explicit padding has been added before, so that only TensorFlow's own kinds are left. */
function poolAttrs({ kernel, stride, padding }: Window): Attrs {
  return {
    T: { type: 'float32' },
    ksize: { ints: [1, ...kernel, 1] },
    strides: { ints: [1, ...stride, 1] },
    padding: { text: padding === 'same' ? 'SAME' : 'VALID' },
    data_format: { text: 'NHWC' },
  };
}

function pooled(op: Window, shape: Shape, x: GraphTensor) {
  return { shape: [x.shape[0], axisWindows(op, shape, 0).count, axisWindows(op, shape, 1).count, x.shape[3]], dtype: x.dtype };
}
