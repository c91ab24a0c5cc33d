import { scaleLinear } from 'd3-scale';
import { type NumberScale, plotScale, ticksOf } from '../plots/scales.js';
import { type Axis, extentOf } from '../trials/axes.js';

/** An axis that stands upright, with its place and scale. */
export interface ParallelAxis {
  readonly axis: Axis;
  readonly x: number;
  readonly y: NumberScale;
}

/** A measure that spans more than this is drawn on a logarithmic axis. */
const LOG_FROM_SPAN = 20;
const SHOWN_SETTINGS = 9;

/** What is shown unless the reader chooses: the settings, then cost and accuracy. */
export function defaultAxes(axes: readonly Axis[]): string[] {
  const settings = axes.filter(({ key }) => key.startsWith('param:')).map(({ key }) => key);
  return [...settings.slice(0, SHOWN_SETTINGS), 'macs', 'accuracy'].filter((key) => axes.some((axis) => axis.key === key));
}

/** Axes side by side; better values are at the top. */
export function layOut(axes: readonly Axis[], width: number, top: number, bottom: number, margin: number): ParallelAxis[] {
  return axes.map((axis, index) => {
    const x = axes.length === 1 ? width / 2 : margin + (index * (width - 2 * margin)) / (axes.length - 1);
    return { axis, x, y: uprightScale(axis, axis.better === 'low' ? [top, bottom] : [bottom, top]) };
  });
}

function uprightScale({ values, categories, log }: Axis, range: readonly [number, number]): NumberScale {
  if (categories !== undefined) {
    return scaleLinear()
      .domain([-0.4, categories.length - 0.6])
      .range(range);
  }
  const extent = extentOf(values) ?? [0, 1];
  const kind = log && extent[0] > 0 && extent[1] / extent[0] >= LOG_FROM_SPAN ? 'log' : 'linear';
  return plotScale(extent, range, kind, 0.02);
}

/** Values to write beside an axis: every category, the distinct numbers where there are few, else round ones. */
export function ticksOfAxis({ axis: { categories, values }, y }: ParallelAxis): number[] {
  if (categories !== undefined) return categories.map((_, code) => code).slice(0, 24);
  if ('base' in y) return ticksOf(y, 34);
  const distinct = new Set<number>();
  for (const value of values) {
    if (!Number.isNaN(value)) distinct.add(value);
    if (distinct.size > 7) return y.ticks(5);
  }
  return [...distinct].sort((a, b) => a - b);
}
