import type { GraphTensor } from '../builder/tensor.js';

/** One way to compute a linear window op: its value and the gradients of both inputs. None records on the tape. */
export interface Convolution {
  forward(x: GraphTensor, kernel: GraphTensor): GraphTensor;
  inputGradient(dy: GraphTensor, x: GraphTensor, kernel: GraphTensor): GraphTensor;
  kernelGradient(dy: GraphTensor, x: GraphTensor, kernel: GraphTensor): GraphTensor;
}

/** Applies a convolution and records its gradients. */
export function convolve(convolution: Convolution, x: GraphTensor, kernel: GraphTensor): GraphTensor {
  return x.scope.tape.record(convolution.forward(x, kernel), [x, kernel], (dy) => [
    x.differentiable ? convolution.inputGradient(dy, x, kernel) : undefined,
    kernel.differentiable ? convolution.kernelGradient(dy, x, kernel) : undefined,
  ]);
}
