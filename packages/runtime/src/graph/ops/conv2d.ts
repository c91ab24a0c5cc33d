import type { OpOf, Shape } from '@isoflop/blocks';
import { axisWindows } from '../../eager/ops/window-taps.js';
import { convShapeName } from '../../gradient-check/conv-shape.js';
import { convShapeOf } from '../../gradient-check/graph-shapes.js';
import type { GraphTensor } from '../builder/tensor.js';
import { addBias } from '../kernels/bias.js';
import { type Convolution, convolve } from '../kernels/convolution.js';
import { multiply } from '../kernels/elementwise.js';
import { groupedConvolution } from '../kernels/grouped-convolution.js';
import { pointwiseConvolution } from '../kernels/pointwise-convolution.js';
import { productConvolution } from '../kernels/product-convolution.js';
import { spatialConvolution } from '../kernels/spatial-convolution.js';
import { spreadTaps } from '../kernels/spread-taps.js';
import { paddingAttrs } from '../kernels/window-padding.js';
import type { GraphLayer } from '../layer.js';
import { foldedBias } from './folded-bias.js';

/** A dense or grouped convolution; `kernel` [height, width, channels / groups, filters], `bias` [filters]. */
export const writeConv2d: GraphLayer<OpOf<'conv2d'>> = ({ op, inputs: [x], shapes: [shape], weight, affine, detours }) => {
  const inner = convolutionOf(op, shape, detours?.has(convShapeName(convShapeOf(op, shape))) ?? false);
  const convolution: Convolution = op.groups === 1 ? inner : groupedConvolution(inner, op.groups);
  const raw = weight('kernel');
  const kernel: GraphTensor = spreadTaps(affine ? multiply(raw, affine.scale) : raw, op.dilation);
  const y = convolve(convolution, x, kernel);
  const bias = foldedBias(op.bias ? weight('bias') : undefined, affine);
  return bias ? addBias(y, bias) : y;
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
