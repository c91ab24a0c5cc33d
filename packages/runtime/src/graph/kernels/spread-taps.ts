import type { Size2d } from '@isoflop/blocks';
import type { GraphTensor } from '../builder/tensor.js';
import { spreadOut, subsample } from './layout.js';

/**
 * A dilated kernel as a larger one with zeros between its taps, with its gradient: TensorFlow's kernels have no gradient of dilated convolutions
 * on a CPU.
 */
export function spreadTaps(kernel: GraphTensor, dilation: Size2d): GraphTensor {
  if (dilation[0] === 1 && dilation[1] === 1) return kernel;
  const [height, width, ...rest] = kernel.shape;
  const shape = [(height - 1) * dilation[0] + 1, (width - 1) * dilation[1] + 1, ...rest];
  const steps = [...dilation, 1, 1];
  return kernel.scope.tape.record(spreadOut(kernel, shape, steps), [kernel], (dy) => [subsample(dy, steps)]);
}
