import type { Plot, Series } from '../../bench/scaling/svg-plot.js';
import type { TrainedNetwork } from './experiment.js';
import { accuracyOf } from './render.js';

const COLORS = ['#1f77b4', '#d62728', '#2ca02c', '#9467bd', '#8c564b', '#17becf'];

/** A line of networks with an interval each; `x` places them. */
export interface AccuracySeries {
  readonly name: string;
  readonly networks: readonly TrainedNetwork[];
  readonly x: (network: TrainedNetwork, index: number) => number;
  /** Without, only dots with whiskers. */
  readonly line?: boolean;
}

/** Accuracy against something, one colour per series. */
export function accuracyPlot(title: string, x: Omit<Plot['x'], 'domain'>, series: readonly AccuracySeries[]): Plot {
  const points = series.map(({ networks, x: place }) =>
    networks.flatMap((network, index) => {
      const interval = accuracyOf(network);
      if (!interval) return [];
      const { mean, low, high } = interval;
      return [{ x: place(network, index), mean, range: [low ?? mean, high ?? mean] as const }];
    }),
  );
  const xs = points.flat().map((point) => point.x);
  const ys = points.flat().flatMap(({ range }) => range);
  const pad = (values: readonly number[], share: number): [number, number] => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const room = share * (most - least || 1);
    return [least - room, most + room];
  };
  const domain: [number, number] = x.log ? [Math.min(...xs) / 1.15, Math.max(...xs) * 1.15] : pad(xs, 0.06);
  // A tick for every fifth of the way: round numbers crowd where an axis spans less than a decade.
  const ticks = Array.from({ length: 5 }, (_, i) => domain[0] * (domain[1] / domain[0]) ** ((i + 0.5) / 5));
  return {
    title,
    x: { ...(x.log && { ticks }), ...x, domain },
    y: { label: 'validation accuracy', domain: pad(ys, 0.08), format: (value) => `${(100 * value).toFixed(1)} %` },
    series: series.flatMap(({ name, line }, index): Series[] => {
      const own = points[index];
      const color = COLORS[index % COLORS.length];
      const places = own.map((point) => [point.x, point.mean] as const);
      const dots: Series = { name, color, points: places, mark: 'errors', ranges: own.map(({ range }) => range) };
      return line ? [{ ...dots }, { name: '', color, points: places, mark: 'line' }] : [dots];
    }),
  };
}
