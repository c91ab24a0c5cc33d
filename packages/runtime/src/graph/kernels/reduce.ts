import type { GraphTensor } from '../builder/tensor.js';

/** Sum or mean over axes, which stay with size 1 where `keepAxes`; no gradient is recorded. */
export function reduce(op: 'Sum' | 'Mean' | 'Max', x: GraphTensor, axes: readonly number[], keepAxes: boolean): GraphTensor {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = keepAxes ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  const attrs = { T: { type: x.dtype }, Tidx: { type: 'int32' }, keep_dims: { bool: keepAxes } } as const;
  return x.scope.tensor(op, [x, x.scope.ints(axes)], attrs, { shape, dtype: x.dtype });
}
