import { type AssembledFunction, type Code, i32, type Local, type ValueType, whileBelow } from './assembler.js';
import { FOUR, type Lanes, ONE } from './lanes.js';
import { outerProducts } from './outer-products.js';

/**
 * Loops over rows of channels, the layout of [batch, height, width, channels]: addresses, strides and `rowBytes` (4 * channels) are in bytes.
 * Sums are over the rows given; the caller takes few rows at a time, so that they stay in the cache and float32 sums stay exact enough.
 */
export interface SimdKernels {
  /** out[c] += Σ x[r, c] */
  addRows(x: number, rowBytes: number, rows: number, out: number): void;
  /** out[c] += Σ (x[r, c] - mean[c])² */
  addSquares(x: number, mean: number, rowBytes: number, rows: number, out: number): void;
  /** out[c] += Σ u[r, c] · v[r, c], rows `uStride` and `vStride` bytes apart */
  addProducts(u: number, uStride: number, v: number, vStride: number, rowBytes: number, rows: number, out: number): void;
  /** sums[c] += Σ dy[r, c]; products[c] += Σ dy[r, c] · (x[r, c] - mean[c]) */
  addCenteredProducts(dy: number, x: number, mean: number, rowBytes: number, rows: number, sums: number, products: number): void;
  /** out[r, c] = x[r, c] · scale[c] + shift[c] */
  scaleAndShift(x: number, scale: number, shift: number, rowBytes: number, rows: number, out: number): void;
  /** out[r, c] = dy[r, c] · a[c] + x[r, c] · b[c] + shift[c] */
  combine(dy: number, x: number, a: number, b: number, shift: number, rowBytes: number, rows: number, out: number): void;
  /** out[i, j] += Σ a[r, i] · b[r, j], where `out` has rows of `bRowBytes` */
  addOuterProducts(a: number, aRowBytes: number, b: number, bRowBytes: number, rows: number, out: number): void;
  /** out[i] = min(max(x[i], low), high), NaN where x[i] is NaN, over `bytes` bytes */
  clamp(x: number, low: number, high: number, bytes: number, out: number): void;
  /** out[i] = dy[i] where 0 < y[i] < limit, else 0, over `bytes` bytes */
  keepInsideRamp(dy: number, y: number, limit: number, bytes: number, out: number): void;
}

const addresses = (count: number): ValueType[] => Array.from({ length: count }, () => 'i32');
export const at = (base: Local, offset: Local): Code => i32.add(base.get, offset.get);

/** Runs `body` for each group of four channels of a row, then for each channel left over. `offset` counts bytes into the row. */
function overChannels(offset: Local, rowBytes: Local, body: (lanes: Lanes) => readonly Code[]): Code {
  const wholeVectors = i32.and(rowBytes.get, i32.const(-16));
  return [
    ...offset.set(i32.const(0)),
    ...whileBelow(offset, wholeVectors, FOUR.bytes, body(FOUR)),
    ...whileBelow(offset, rowBytes.get, ONE.bytes, body(ONE)),
  ];
}

export type MakeLocal = (type: ValueType) => Local;

/** A cursor into a matrix of rows. */
interface Cursor {
  readonly base: Local;
  readonly stride: Local;
}

/**
 * For each channel: out[c] += the sum over rows of each term. `terms` gets the value of every matrix at the row, and values that stay the same
 * down the channel.
 */
function reduceRows(
  local: MakeLocal,
  settings: { matrices: readonly Cursor[]; vectors: readonly Local[]; rowBytes: Local; rows: Local; outs: readonly Local[] },
  terms: (lanes: Lanes, matrices: readonly Code[], vectors: readonly Code[]) => readonly Code[],
): Code {
  const { matrices, vectors, rowBytes, rows, outs } = settings;
  const [offset, row] = [local('i32'), local('i32')];
  const cursors = matrices.map(() => local('i32'));
  const makeLocals = (lanes: Lanes) => [...vectors, ...outs].map(() => local(lanes.type));
  const body = (lanes: Lanes): Code[] => {
    const locals = makeLocals(lanes);
    const constants = locals.slice(0, vectors.length);
    const sums = locals.slice(vectors.length);
    const values = terms(
      lanes,
      cursors.map((cursor) => lanes.load(cursor.get)),
      constants.map((constant) => constant.get),
    );
    return [
      ...cursors.map((cursor, index) => cursor.set(at(matrices[index].base, offset))),
      ...constants.map((constant, index) => constant.set(lanes.load(at(vectors[index], offset)))),
      ...sums.map((sum) => sum.set(lanes.zero)),
      row.set(i32.const(0)),
      whileBelow(row, rows.get, i32.const(1), [
        ...sums.map((sum, index) => sum.set(lanes.add(sum.get, values[index]))),
        ...cursors.map((cursor, index) => cursor.set(i32.add(cursor.get, matrices[index].stride.get))),
      ]),
      ...outs.map((out, index) => lanes.store(at(out, offset), lanes.add(lanes.load(at(out, offset)), sums[index].get))),
    ];
  };
  return overChannels(offset, rowBytes, body);
}

/** For each row and channel: out[r, c] = value of the matrices at it and the vectors at its channel. */
function mapRows(
  local: MakeLocal,
  settings: { matrices: readonly Local[]; vectors: readonly Local[]; rowBytes: Local; rows: Local; out: Local },
  value: (lanes: Lanes, matrices: readonly Code[], vectors: readonly Code[]) => Code,
): Code {
  const { matrices, vectors, rowBytes, rows, out } = settings;
  const [offset, row] = [local('i32'), local('i32')];
  const advanced = [...matrices, out];
  return [
    ...row.set(i32.const(0)),
    ...whileBelow(row, rows.get, i32.const(1), [
      overChannels(offset, rowBytes, (lanes) => {
        const loads = (bases: readonly Local[]) => bases.map((base) => lanes.load(at(base, offset)));
        return [lanes.store(at(out, offset), value(lanes, loads(matrices), loads(vectors)))];
      }),
      ...advanced.map((base) => base.set(i32.add(base.get, rowBytes.get))),
    ]),
  ];
}

const FUNCTIONS: readonly AssembledFunction[] = [
  {
    name: 'addRows',
    parameters: addresses(4),
    body: ([x, rowBytes, rows, out], local) => [
      reduceRows(local, { matrices: [{ base: x, stride: rowBytes }], vectors: [], rowBytes, rows, outs: [out] }, (_lanes, [value]) => [
        value,
      ]),
    ],
  },
  {
    name: 'addSquares',
    parameters: addresses(5),
    body: ([x, mean, rowBytes, rows, out], local) => {
      const matrices = [{ base: x, stride: rowBytes }];
      return [
        reduceRows(local, { matrices, vectors: [mean], rowBytes, rows, outs: [out] }, (lanes, [value], [center]) => {
          const centered = lanes.sub(value, center);
          return [lanes.mul(centered, centered)];
        }),
      ];
    },
  },
  {
    name: 'addProducts',
    parameters: addresses(7),
    body: ([u, uStride, v, vStride, rowBytes, rows, out], local) => {
      const matrices = [
        { base: u, stride: uStride },
        { base: v, stride: vStride },
      ];
      return [reduceRows(local, { matrices, vectors: [], rowBytes, rows, outs: [out] }, (lanes, [a, b]) => [lanes.mul(a, b)])];
    },
  },
  {
    name: 'addCenteredProducts',
    parameters: addresses(7),
    body: ([dy, x, mean, rowBytes, rows, sums, products], local) => {
      const matrices = [
        { base: dy, stride: rowBytes },
        { base: x, stride: rowBytes },
      ];
      return [
        reduceRows(local, { matrices, vectors: [mean], rowBytes, rows, outs: [sums, products] }, (lanes, [gradient, value], [center]) => [
          gradient,
          lanes.mul(gradient, lanes.sub(value, center)),
        ]),
      ];
    },
  },
  {
    name: 'scaleAndShift',
    parameters: addresses(6),
    body: ([x, scale, shift, rowBytes, rows, out], local) => [
      mapRows(local, { matrices: [x], vectors: [scale, shift], rowBytes, rows, out }, (lanes, [value], [factor, offset]) =>
        lanes.add(lanes.mul(value, factor), offset),
      ),
    ],
  },
  {
    name: 'combine',
    parameters: addresses(8),
    body: ([dy, x, a, b, shift, rowBytes, rows, out], local) => [
      mapRows(
        local,
        { matrices: [dy, x], vectors: [a, b, shift], rowBytes, rows, out },
        (lanes, [gradient, value], [first, second, offset]) =>
          lanes.add(lanes.add(lanes.mul(gradient, first), lanes.mul(value, second)), offset),
      ),
    ],
  },
  {
    name: 'addOuterProducts',
    parameters: addresses(6),
    body: ([a, aRowBytes, b, bRowBytes, rows, out], local) => outerProducts(local, { a, aRowBytes, b, bRowBytes, rows, out }),
  },
  {
    name: 'clamp',
    parameters: ['i32', 'f32', 'f32', 'i32', 'i32'],
    body: ([x, low, high, bytes, out], local) => {
      const offset = local('i32');
      return [
        overChannels(offset, bytes, (lanes) => {
          const raised = lanes.max(lanes.load(at(x, offset)), lanes.spread(low.get));
          return [lanes.store(at(out, offset), lanes.min(raised, lanes.spread(high.get)))];
        }),
      ];
    },
  },
  {
    name: 'keepInsideRamp',
    parameters: ['i32', 'i32', 'f32', 'i32', 'i32'],
    body: ([dy, y, limit, bytes, out], local) => {
      const offset = local('i32');
      return [
        overChannels(offset, bytes, (lanes) => {
          const value = lanes.load(at(y, offset));
          return [lanes.store(at(out, offset), lanes.keepBetween(lanes.load(at(dy, offset)), lanes.zero, value, lanes.spread(limit.get)))];
        }),
      ];
    },
  },
] satisfies readonly (AssembledFunction & { name: keyof SimdKernels })[];

export { FUNCTIONS as SIMD_FUNCTIONS };
