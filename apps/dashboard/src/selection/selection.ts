import type { Axis } from '../trials/axes.js';
import { rowOf, type TrialColumns } from '../trials/trial-columns.js';

/** A loop drawn in a plot, in the units of its axes; its edges are straight on the scales it was drawn on. */
export interface Lasso {
  readonly x: string;
  readonly y: string;
  readonly xLog: boolean;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Which trials are chosen: those that every part given agrees on. It says how rather than which, so that it stays short and new trials join it. */
export interface Selection {
  /** Brushes by the key of their axis: from, to, both inclusive. */
  readonly ranges: Readonly<Record<string, readonly [number, number]>>;
  readonly lasso?: Lasso;
  /** Numbers of trials, ascending. */
  readonly trials?: readonly number[];
}

export const NOTHING_SELECTED: Selection = { ranges: {} };

export function isEmpty({ ranges, lasso, trials }: Selection): boolean {
  return Object.keys(ranges).length === 0 && lasso === undefined && trials === undefined;
}

/** 1 for every row that is chosen; undefined where nothing was chosen. */
export function maskOf(selection: Selection, columns: TrialColumns, axes: readonly Axis[]): Uint8Array | undefined {
  if (isEmpty(selection)) return undefined;
  const mask = new Uint8Array(columns.count);
  if (selection.trials === undefined) mask.fill(1);
  else for (const trial of selection.trials) mask[rowOf(columns, trial) ?? columns.count] = 1;
  const valuesOf = (key: string) => axes.find((axis) => axis.key === key)?.values;
  for (const [key, [low, high]] of Object.entries(selection.ranges)) {
    const values = valuesOf(key);
    if (values === undefined) continue;
    for (let row = 0; row < mask.length; row++) {
      const value = values[row] ?? Number.NaN;
      if (!(value >= low && value <= high)) mask[row] = 0;
    }
  }
  if (selection.lasso !== undefined) cutLasso(mask, selection.lasso, valuesOf(selection.lasso.x), valuesOf(selection.lasso.y));
  return mask;
}

function cutLasso(mask: Uint8Array, { points, xLog }: Lasso, x: Float64Array | undefined, y: Float64Array | undefined): void {
  if (x === undefined || y === undefined) return;
  const onScale = (value: number) => (xLog ? Math.log(value) : value);
  const loop = points.map(([px, py]) => [onScale(px), py] as const);
  const ys = loop.map(([, py]) => py);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  for (let row = 0; row < mask.length; row++) {
    if (mask[row] === 0) continue;
    const value = y[row] ?? Number.NaN;
    if (!(value >= low && value <= high && isInside(loop, onScale(x[row] ?? Number.NaN), value))) mask[row] = 0;
  }
}

/** By the parity of the edges to the right of the point (Shimrat 1962). */
function isInside(loop: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false;
  let [previousX, previousY] = loop.at(-1) ?? [0, 0];
  for (const [edgeX, edgeY] of loop) {
    if (edgeY > y !== previousY > y && x < ((previousX - edgeX) * (y - edgeY)) / (previousY - edgeY) + edgeX) inside = !inside;
    [previousX, previousY] = [edgeX, edgeY];
  }
  return inside;
}

/** Rows of a mask; all where there is none. */
export function rowsOf(mask: Uint8Array | undefined, count: number): Int32Array {
  if (mask === undefined) return Int32Array.from({ length: count }, (_, row) => row);
  const rows = new Int32Array(mask.length);
  let kept = 0;
  for (let row = 0; row < mask.length; row++) if (mask[row] === 1) rows[kept++] = row;
  return rows.slice(0, kept);
}

/** With one brush changed; undefined takes it away. */
export function withRange(selection: Selection, key: string, range: readonly [number, number] | undefined): Selection {
  const { [key]: _, ...others } = selection.ranges;
  return { ...selection, ranges: range === undefined ? others : { ...others, [key]: range } };
}
