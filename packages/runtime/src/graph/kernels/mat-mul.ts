import type { GraphTensor } from '../builder/tensor.js';

/** a · b of two matrices, either transposed first where asked; no gradient is recorded. */
export function matMul(a: GraphTensor, b: GraphTensor, transpose: { readonly a?: boolean; readonly b?: boolean } = {}): GraphTensor {
  const rows = a.shape[transpose.a ? 1 : 0];
  const columns = b.shape[transpose.b ? 0 : 1];
  const attrs = { T: { type: a.dtype }, transpose_a: { bool: transpose.a ?? false }, transpose_b: { bool: transpose.b ?? false } } as const;
  return a.scope.tensor('MatMul', [a, b], attrs, { shape: [rows, columns], dtype: a.dtype });
}
