import type { OpOf, Shape } from '@isoflop/blocks';
import { axisWindows } from '../../eager/ops/window-taps.js';
import { convShapeName } from '../../gradient-check/conv-shape.js';
import { convShapeOf } from '../../gradient-check/graph-shapes.js';
import type { GraphTensor } from '../builder/tensor.js';
import { type Convolution, convolve } from '../kernels/convolution.js';
import { multiply } from '../kernels/elementwise.js';
import { groupedConvolution } from '../kernels/grouped-convolution.js';
import { pointwiseConvolution } from '../kernels/pointwise-convolution.js';
import { productConvolution } from '../kernels/product-convolution.js';
import { spatialConvolution } from '../kernels/spatial-convolution.js';
import { spreadTaps } from '../kernels/spread-taps.js';
import { paddingAttrs } from '../kernels/window-padding.js';
import type { GraphLayer } from '../layer.js';
import { finish, inOnePass, linearEnd, onePassWindow } from './linear-end.js';

/** A dense or grouped convolution; `kernel` [height, width, channels / groups, filters], `bias` [filters]. */
export const writeConv2d: GraphLayer<OpOf<'conv2d'>> = ({ op, inputs: [x], shapes: [shape], weight, fused, detours, mode }) => {
  const detoured = detours?.has(convShapeName(convShapeOf(op, shape))) ?? false;
  const inner = convolutionOf(op, shape, detoured);
  const convolution: Convolution = op.groups === 1 ? inner : groupedConvolution(inner, op.groups);
  const raw = weight('kernel');
  const kernel: GraphTensor = spreadTaps(fused?.affine ? multiply(raw, fused.affine.scale) : raw, op.dilation);
  const end = linearEnd(op.bias ? weight('bias') : undefined, fused);
  const window = onePassWindow({ ...op, kernel: extent(op) }, shape);
  const whole = op.groups === 1 && !detoured ? inOnePass('convolve', mode, [x, kernel], window, end) : undefined;
  return whole ?? finish(convolve(convolution, x, kernel), end);
};

function convolutionOf(op: OpOf<'conv2d'>, shape: Shape, detoured: boolean): Convolution {
  if (isPointwise(op)) return pointwiseConvolution(op.stride);
  const window = { ...op, kernel: extent(op) };
  if (detoured) return productConvolution(window, shape);
  const output = [axisWindows(window, shape, 0).count, axisWindows(window, shape, 1).count] as const;
  return spatialConvolution(op.stride, paddingAttrs(window, shape), output);
}

/** Height and width that the taps of a dilated kernel span. */
export function extent({ kernel, dilation }: Pick<OpOf<'conv2d'>, 'kernel' | 'dilation'>): [number, number] {
  return [(kernel[0] - 1) * dilation[0] + 1, (kernel[1] - 1) * dilation[1] + 1];
}

function isPointwise({ kernel, padding }: OpOf<'conv2d'>): boolean {
  const unpadded = typeof padding === 'string' || Object.values(padding).every((pixels) => pixels === 0);
  return kernel[0] === 1 && kernel[1] === 1 && unpadded;
}
