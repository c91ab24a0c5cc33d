import type { GraphTensor } from '../builder/tensor.js';

/** x + bias along the last axis, with its gradient. */
export function addBias(x: GraphTensor, bias: GraphTensor): GraphTensor {
  const { scope } = x;
  const attrs = { T: { type: x.dtype }, data_format: { text: 'NHWC' } } as const;
  return scope.tape.record(scope.tensor('BiasAdd', [x, bias], attrs, x), [x, bias], (dy) => [
    dy,
    bias.differentiable ? scope.tensor('BiasAddGrad', [dy], attrs, bias) : undefined,
  ]);
}
