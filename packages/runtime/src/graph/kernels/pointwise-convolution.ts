import type { Size2d } from '@isoflop/blocks';
import type { GraphTensor } from '../builder/tensor.js';
import type { Convolution } from './convolution.js';
import { reshape, spreadOut, subsample } from './layout.js';
import { matMul } from './mat-mul.js';

/**
 * A 1x1 convolution as one matrix product over all pixels: faster than Conv2D on a CPU, and right where oneDNN's input gradient of 1x1
 * convolutions is not. A stride reads every so-many-th pixel first.
 */
export function pointwiseConvolution(stride: Size2d): Convolution {
  const steps = [1, ...stride, 1];
  const strided = stride[0] > 1 || stride[1] > 1;
  const reached = (x: GraphTensor) => (strided ? subsample(x, steps) : x);
  const rows = (t: GraphTensor) => reshape(t, [t.shape[0] < 0 ? -1 : t.shape[0] * t.shape[1] * t.shape[2], t.shape[3]]);
  const matrix = (kernel: GraphTensor) => reshape(kernel, kernel.shape.slice(2));
  return {
    forward(x, kernel) {
      const seen = reached(x);
      return reshape(matMul(rows(seen), matrix(kernel)), [...seen.shape.slice(0, 3), kernel.shape[3]]);
    },
    inputGradient(dy, x, kernel) {
      const dSeen = matMul(rows(dy), matrix(kernel), { b: true });
      return strided ? spreadOut(reshape(dSeen, [...dy.shape.slice(0, 3), x.shape[3]]), x.shape, steps) : reshape(dSeen, x.shape);
    },
    kernelGradient(dy, x, kernel) {
      return reshape(matMul(rows(reached(x)), rows(dy), { a: true }), kernel.shape);
    },
  };
}
