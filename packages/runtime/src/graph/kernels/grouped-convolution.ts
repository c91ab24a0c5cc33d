import type { GraphTensor } from '../builder/tensor.js';
import type { Convolution } from './convolution.js';
import { concat, split } from './layout.js';

/** A convolution whose channels and filters fall into groups that do not mix: one convolution per group. */
export function groupedConvolution(inner: Convolution, groups: number): Convolution {
  const parts = (t: GraphTensor) => split(t, new Array(groups).fill(t.shape[3] / groups), 3);
  return {
    forward(x, kernel) {
      const kernels = parts(kernel);
      return concat(
        parts(x).map((part, group) => inner.forward(part, kernels[group])),
        3,
      );
    },
    inputGradient(dy, x, kernel) {
      const [xs, kernels] = [parts(x), parts(kernel)];
      return concat(
        parts(dy).map((part, group) => inner.inputGradient(part, xs[group], kernels[group])),
        3,
      );
    },
    kernelGradient(dy, x, kernel) {
      const [xs, kernels] = [parts(x), parts(kernel)];
      return concat(
        parts(dy).map((part, group) => inner.kernelGradient(part, xs[group], kernels[group])),
        3,
      );
    },
  };
}
