import { type Code, i32, type Local, type ValueType, whileBelow } from './assembler.js';
import { FOUR, type Lanes, ONE } from './lanes.js';

/** Two matrices with the same rows, a [rows, m] and b [rows, n], and their product out [m, n]. Addresses and row lengths in bytes. */
interface OuterProducts {
  readonly a: Local;
  readonly aRowBytes: Local;
  readonly b: Local;
  readonly bRowBytes: Local;
  readonly rows: Local;
  readonly out: Local;
}

/** A rectangle of `out` that is summed in registers: `height` columns of a, `width` vectors of columns of b. */
interface Tile {
  readonly height: number;
  readonly width: number;
  readonly lanes: Lanes;
  /** Length of a vector. */
  readonly vectorBytes: number;
}

/** Eight vector sums per tile: with the operands they just fit the sixteen registers of a 64-bit processor. */
const HEIGHTS = [4, 1];
const WIDTHS: readonly Omit<Tile, 'height'>[] = [
  { width: 2, lanes: FOUR, vectorBytes: 16 },
  { width: 1, lanes: FOUR, vectorBytes: 16 },
  { width: 1, lanes: ONE, vectorBytes: 4 },
];

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const beyond = (cursor: Local, bytes: number): Code => (bytes === 0 ? cursor.get : i32.add(cursor.get, i32.const(bytes)));

/** out += aᵀ · b on one tile. The cursors stand at its first column of a, of b, and at its first value of out. */
function addTile(local: (type: ValueType) => Local, matrices: OuterProducts, tile: Tile, starts: { a: Code; b: Code; out: Code }): Code[] {
  const { height, width, lanes, vectorBytes } = tile;
  const [a, b, out, row] = range(4).map(() => local('i32'));
  const columns = range(width).map(() => local(lanes.type));
  const sums = range(height).map(() => columns.map(() => local(lanes.type)));
  const accumulate = sums.flatMap((line, i) => {
    const factor = lanes.spread(ONE.load(beyond(a, 4 * i)));
    return line.map((sum, j) => sum.set(lanes.add(sum.get, lanes.mul(factor, columns[j].get))));
  });
  const addToOutput = sums.flatMap((line) => [
    ...line.map((sum, j) => lanes.store(beyond(out, j * vectorBytes), lanes.add(lanes.load(beyond(out, j * vectorBytes)), sum.get))),
    out.set(i32.add(out.get, matrices.bRowBytes.get)),
  ]);
  return [
    a.set(starts.a),
    b.set(starts.b),
    out.set(starts.out),
    ...sums.flat().map((sum) => sum.set(lanes.zero)),
    row.set(i32.const(0)),
    whileBelow(row, matrices.rows.get, i32.const(1), [
      ...columns.map((column, j) => column.set(lanes.load(beyond(b, j * vectorBytes)))),
      ...accumulate,
      a.set(i32.add(a.get, matrices.aRowBytes.get)),
      b.set(i32.add(b.get, matrices.bRowBytes.get)),
    ]),
    ...addToOutput,
  ];
}

/** out[i, j] += Σ a[r, i] · b[r, j]: whole tiles first, then what is left of columns on either side. */
export function outerProducts(local: (type: ValueType) => Local, matrices: OuterProducts): Code[] {
  const [i, j, outRow] = range(3).map(() => local('i32'));
  const wholeSteps = (bytes: Local, step: number) => i32.and(bytes.get, i32.const(-step));
  const overTiles = HEIGHTS.map((height) => {
    const lines = WIDTHS.map((shape) => {
      const step = shape.width * shape.vectorBytes;
      const starts = { a: i32.add(matrices.a.get, i.get), b: i32.add(matrices.b.get, j.get), out: i32.add(outRow.get, j.get) };
      return whileBelow(j, wholeSteps(matrices.bRowBytes, step), i32.const(step), addTile(local, matrices, { ...shape, height }, starts));
    });
    const nextLine = outRow.set(i32.add(outRow.get, i32.mul(matrices.bRowBytes.get, i32.const(height))));
    return whileBelow(i, wholeSteps(matrices.aRowBytes, 4 * height), i32.const(4 * height), [j.set(i32.const(0)), ...lines, nextLine]);
  });
  return [i.set(i32.const(0)), outRow.set(matrices.out.get), ...overTiles];
}
