import type { Plot, Series } from '../../bench/scaling/svg-plot.js';
import type { TrainedNetwork } from './experiment.js';
import { logTicks } from './log-ticks.js';
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
  return {
    title,
    x: { ...(x.log && { ticks: logTicks(domain) }), ...x, domain },
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

/** Accuracy of networks that no axis orders, one row each. */
export function accuracyRows(title: string, networks: readonly TrainedNetwork[]): Plot {
  const rows = networks.flatMap((network, index) => {
    const interval = accuracyOf(network);
    return interval ? [{ name: network.name, place: networks.length - index, ...interval }] : [];
  });
  const ends = rows.flatMap(({ mean, low, high }) => [low ?? mean, high ?? mean]);
  const room = 0.06 * (Math.max(...ends) - Math.min(...ends) || 1);
  const points = rows.map(({ mean, place }) => [mean, place] as const);
  return {
    title,
    x: {
      label: 'validation accuracy',
      domain: [Math.min(...ends) - room, Math.max(...ends) + room],
      format: (value) => `${(100 * value).toFixed(1)} %`,
    },
    y: {
      label: '',
      domain: [0.4, networks.length + 0.6],
      ticks: rows.map(({ place }) => place),
      format: (place) => rows.find((row) => row.place === place)!.name,
    },
    series: [
      {
        name: '',
        color: '#a8cbe8',
        points,
        ranges: rows.map(({ mean, low, high }) => [low ?? mean, high ?? mean] as const),
        mark: 'ranges',
      },
      { name: '', color: '#1f77b4', points, mark: 'dots' },
    ],
  };
}
