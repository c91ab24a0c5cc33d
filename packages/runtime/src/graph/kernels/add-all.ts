import type { GraphTensor } from '../builder/tensor.js';

/** Sum of tensors of one shape. */
export function addAll(tensors: readonly GraphTensor[]): GraphTensor {
  const [first] = tensors;
  if (tensors.length === 1) return first;
  const { scope, dtype } = first;
  if (tensors.length === 2) return scope.tensor('AddV2', tensors, { T: { type: dtype } }, first);
  return scope.tensor('AddN', tensors, { N: { int: tensors.length }, T: { type: dtype } }, first);
}
