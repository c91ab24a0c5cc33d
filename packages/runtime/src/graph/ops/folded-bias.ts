import type { GraphTensor } from '../builder/tensor.js';
import { add, multiply } from '../kernels/elementwise.js';
import type { Affine } from '../layer.js';

/** The bias of a layer that also does the batch normalisation behind it: bias · scale + shift. */
export function foldedBias(bias: GraphTensor | undefined, affine: Affine | undefined): GraphTensor | undefined {
  if (!affine) return bias;
  return bias ? add(multiply(bias, affine.scale), affine.shift) : affine.shift;
}
