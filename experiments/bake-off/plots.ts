import type { Plot, Series } from '../../bench/scaling/svg-plot.js';
import { millions, percent } from '../lib/render.js';
import { BALANCED, budgetsOf, type Comparison, compare, halfWidthAt, meanOf, SINGLE_DIMENSIONS } from './analysis.js';
import type { Results } from './results.js';

const COLORS: Readonly<Record<string, string>> = {
  depth: '#1f77b4',
  width: '#d62728',
  resolution: '#2ca02c',
  uniform: '#9467bd',
  compound: '#111111',
  dwr: '#8c564b',
  step1: '#17a2b8',
};

/** The plots, by the name of their file. */
export function plotsOf(results: Results): Readonly<Record<string, Plot>> {
  const all = [...new Set(results.rules.map(({ rule }) => rule))];
  return {
    'single-dimensions': accuracyPlot(results, [...SINGLE_DIMENSIONS, 'compound'], 'One dimension alone, and all three'),
    accuracy: accuracyPlot(results, all, 'All rules'),
    differences: differencePlot(results),
  };
}

function accuracyPlot({ rules, base }: Results, names: readonly string[], title: string): Plot {
  const budgets = budgetsOf(rules);
  const half = new Map(budgets.map((times) => [times, halfWidthAt(rules, times)]));
  const drawn = rules.filter(({ rule }) => names.includes(rule));
  const whiskers = drawn.flatMap(({ test, times }) => [meanOf(test) - half.get(times)!, meanOf(test) + half.get(times)!]);
  const room = 0.04 * (Math.max(...whiskers) - Math.min(...whiskers));
  const series = names.flatMap((name, i): Series[] => {
    const own = drawn.filter(({ rule }) => rule === name);
    // Beside each other, or their whiskers would hide one another.
    const points = own.map(({ times, test }): [number, number] => [
      times * base.macs * 1.018 ** (i - (names.length - 1) / 2),
      meanOf(test),
    ]);
    const ranges = own.map(({ test, times }): [number, number] => [meanOf(test) - half.get(times)!, meanOf(test) + half.get(times)!]);
    const color = COLORS[name];
    return [
      { name, color, points, ranges, mark: 'errors' },
      { name: '', color, points, mark: 'line' },
    ];
  });
  return {
    title: `${title}, at equal counted multiply-adds`,
    x: {
      label: 'multiply-adds',
      domain: [(budgets[0] * base.macs) / 1.2, budgets[budgets.length - 1] * base.macs * 1.2],
      log: true,
      ticks: budgets.map((times) => times * base.macs),
      format: millions,
    },
    y: { label: 'test accuracy', domain: [Math.min(...whiskers) - room, Math.max(...whiskers) + room], format: (value) => percent(value) },
    series,
  };
}

function differencePlot({ rules }: Results): Plot {
  const comparisons = compare(rules);
  const groups = [...budgetsOf(rules), undefined];
  const rows = groups.flatMap((times) => SINGLE_DIMENSIONS.map((single) => ({ times, single })));
  const placeOf = ({ times, single }: Pick<Comparison, 'times' | 'single'>) =>
    rows.length - rows.findIndex((row) => row.times === times && row.single === single);
  const ends = comparisons.flatMap(({ interval }) => interval).map((end) => 100 * end);
  const room = 0.05 * (Math.max(0, ...ends) - Math.min(0, ...ends));
  return {
    title: 'Balanced rules minus one dimension, at equal multiply-adds',
    x: { label: 'difference of test accuracy in points', domain: [Math.min(0, ...ends) - room, Math.max(0, ...ends) + room] },
    y: {
      label: '',
      domain: [0.4, rows.length + 0.6],
      ticks: rows.map(placeOf),
      format: (place) => {
        const { times, single } = rows[rows.length - place];
        return `${single.replace('resolution', 'resol.')} ${times === undefined ? 'all' : `${times}x`}`;
      },
    },
    series: [
      ...BALANCED.map((balanced, i): Series => {
        const own = comparisons.filter((comparison) => comparison.balanced === balanced);
        return {
          name: balanced,
          color: COLORS[balanced],
          points: own.map((comparison): [number, number] => [100 * comparison.difference, placeOf(comparison) + (i === 0 ? 0.17 : -0.17)]),
          ranges: own.map(({ interval: [low, high] }): [number, number] => [100 * low, 100 * high]),
          mark: 'ranges',
        };
      }),
      { name: 'equal', color: '#999999', points: [[0, 0.4] as const, [0, rows.length + 0.6] as const], mark: 'line' },
    ],
  };
}
