import type { Axis } from '../trials/axes.js';
import { extentOf } from '../trials/axes.js';

/** An axis cut into places: one per distinct value where there are few, else ranges of equal width. */
export interface Cut {
  readonly count: number;
  /** The place of a value; -1 for none. */
  readonly placeOf: (value: number) => number;
  readonly titleOf: (place: number) => string;
  /** Whether places are ranges of a continuous axis. */
  readonly continuous: boolean;
}

const MOST_DISTINCT = 24;
const RANGES = 18;

export function cutOf(axis: Axis, rows: ArrayLike<number>): Cut {
  const distinct = new Set<number>();
  for (let i = 0; i < rows.length && distinct.size <= MOST_DISTINCT; i++) {
    const value = axis.values[rows[i] ?? 0] ?? Number.NaN;
    if (!Number.isNaN(value)) distinct.add(value);
  }
  if (axis.categories !== undefined || distinct.size <= MOST_DISTINCT) {
    const values = axis.categories?.map((_, code) => code) ?? [...distinct].sort((a, b) => a - b);
    const places = new Map(values.map((value, place) => [value, place]));
    return {
      count: values.length,
      placeOf: (value) => places.get(value) ?? -1,
      titleOf: (place) => axis.format(values[place] ?? 0),
      continuous: false,
    };
  }
  const [low, high] = extentOf(axis.values, rows) ?? [0, 1];
  const width = (high - low) / RANGES;
  return {
    count: RANGES,
    placeOf: (value) => (Number.isNaN(value) ? -1 : Math.min(RANGES - 1, Math.floor((value - low) / width))),
    titleOf: (place) => axis.format(low + (place + 0.5) * width),
    continuous: true,
  };
}

/** What of a cell's trials is shown. */
export type CellValue = 'best' | 'mean' | 'trials';

/** A metric over two axes, row by row from the first place of `y`; NaN where no trial is. */
export function heatMap(
  rows: ArrayLike<number>,
  [x, cutX]: readonly [Axis, Cut],
  [y, cutY]: readonly [Axis, Cut],
  metric: Axis,
  value: CellValue,
): Float64Array {
  const cells = new Float64Array(cutX.count * cutY.count).fill(Number.NaN);
  const counts = new Uint32Array(cells.length);
  const sign = metric.better === 'low' ? -1 : 1;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const [a, b] = [cutX.placeOf(x.values[row] ?? Number.NaN), cutY.placeOf(y.values[row] ?? Number.NaN)];
    const measured = metric.values[row] ?? Number.NaN;
    if (a < 0 || b < 0 || Number.isNaN(measured)) continue;
    const cell = b * cutX.count + a;
    const before = cells[cell] ?? Number.NaN;
    const count = (counts[cell] ?? 0) + 1;
    counts[cell] = count;
    if (value === 'trials') cells[cell] = count;
    else if (value === 'mean') cells[cell] = Number.isNaN(before) ? measured : before + (measured - before) / count;
    else if (Number.isNaN(before) || sign * measured > sign * before) cells[cell] = measured;
  }
  return cells;
}
