import type { GraphTensor } from '../builder/tensor.js';

/** The same values in another shape; one size may be -1. No gradient is recorded. */
export function reshape(x: GraphTensor, shape: readonly number[]): GraphTensor {
  return x.scope.tensor(
    'Reshape',
    [x, x.scope.ints(shape)],
    { T: { type: x.dtype }, Tshape: { type: 'int32' } },
    { shape, dtype: x.dtype },
  );
}

/** Copies along axes of size 1. No gradient is recorded. */
export function broadcastTo(x: GraphTensor, shape: readonly number[]): GraphTensor {
  return x.scope.tensor(
    'BroadcastTo',
    [x, x.scope.ints(shape)],
    { T: { type: x.dtype }, Tidx: { type: 'int32' } },
    { shape, dtype: x.dtype },
  );
}

/** Joins along one axis. No gradient is recorded. */
export function concat(parts: readonly GraphTensor[], axis: number): GraphTensor {
  const [{ scope, dtype, shape }] = parts;
  const joined = shape.map((size, index) => (index === axis ? parts.reduce((sum, part) => sum + part.shape[axis], 0) : size));
  const attrs = { N: { int: parts.length }, T: { type: dtype }, Tidx: { type: 'int32' } } as const;
  return scope.tensor('ConcatV2', [...parts, scope.int(axis)], attrs, { shape: joined, dtype });
}

/** Cuts into parts of the given sizes along one axis. No gradient is recorded. */
export function split(x: GraphTensor, sizes: readonly number[], axis: number): GraphTensor[] {
  const attrs = { num_split: { int: sizes.length }, T: { type: x.dtype }, Tlen: { type: 'int32' } } as const;
  const types = sizes.map((size) => ({ shape: x.shape.map((full, index) => (index === axis ? size : full)), dtype: x.dtype }));
  return x.scope.op('SplitV', [x, x.scope.ints(sizes), x.scope.int(axis)], attrs, types);
}

/** Zeros, or `value`, before and after height and width of [batch, height, width, channels]. No gradient is recorded. */
export function padImages(x: GraphTensor, rows: readonly [number, number], columns: readonly [number, number], value = 0): GraphTensor {
  return pad(x, [[0, 0], rows, columns, [0, 0]], value);
}

/** Zeros, or `value`, before and after each axis. No gradient is recorded. */
export function pad(x: GraphTensor, amounts: readonly (readonly [number, number])[], value = 0): GraphTensor {
  const { scope } = x;
  const shape = x.shape.map((size, axis) => (size < 0 ? size : size + amounts[axis][0] + amounts[axis][1]));
  const paddings = scope.constant({ dtype: 'int32', shape: [amounts.length, 2], data: Int32Array.from(amounts.flat()) });
  const attrs = { T: { type: x.dtype }, Tpaddings: { type: 'int32' } } as const;
  return scope.tensor('PadV2', [x, paddings, scope.float(value)], attrs, { shape, dtype: x.dtype });
}

/** The part of `size` that starts at `begin`; a size of -1 goes to the end. No gradient is recorded. */
export function slice(x: GraphTensor, begin: readonly number[], size: readonly number[]): GraphTensor {
  const shape = size.map((count, axis) => (count < 0 && x.shape[axis] >= 0 ? x.shape[axis] - begin[axis] : count));
  const attrs = { T: { type: x.dtype }, Index: { type: 'int32' } } as const;
  return x.scope.tensor('Slice', [x, x.scope.ints(begin), x.scope.ints(size)], attrs, { shape, dtype: x.dtype });
}

const WHOLE = {
  begin_mask: { int: 15 },
  end_mask: { int: 15 },
  ellipsis_mask: { int: 0 },
  new_axis_mask: { int: 0 },
  shrink_axis_mask: { int: 0 },
};

/** Every `steps[axis]`-th value along each of four axes, from the first. No gradient is recorded. */
export function subsample(x: GraphTensor, steps: readonly number[]): GraphTensor {
  const { scope } = x;
  const shape = x.shape.map((size, axis) => (size < 0 ? size : Math.ceil(size / steps[axis])));
  const zeros = scope.ints([0, 0, 0, 0]);
  const attrs = { T: { type: x.dtype }, Index: { type: 'int32' }, ...WHOLE } as const;
  return scope.tensor('StridedSlice', [x, zeros, zeros, scope.ints(steps)], attrs, { shape, dtype: x.dtype });
}

/** The reverse of `subsample`: puts the values of `dy` into zeros of the shape `shape`. */
export function spreadOut(dy: GraphTensor, shape: readonly number[], steps: readonly number[]): GraphTensor {
  const { scope } = dy;
  const zeros = scope.ints([0, 0, 0, 0]);
  const attrs = { T: { type: dy.dtype }, Index: { type: 'int32' }, ...WHOLE } as const;
  return scope.tensor('StridedSliceGrad', [scope.ints(shape), zeros, zeros, scope.ints(steps), dy], attrs, { shape, dtype: dy.dtype });
}
