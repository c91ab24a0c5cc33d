import type { Plot, Series } from '../../bench/scaling/svg-plot.js';
import { BALANCED, type Comparison, compare, halfWidthAt, LEVEL, meanOf, SINGLE_DIMENSIONS } from './analysis.js';
import type { Results, RuleResult } from './results.js';
import { verdictText } from './verdict.js';

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
  return { accuracy: accuracyPlot(results), differences: differencePlot(results) };
}

function accuracyPlot({ rules, base }: Results): Plot {
  const names = [...new Set(rules.map(({ rule }) => rule))];
  const budgets = budgetsOf(rules);
  const half = new Map(budgets.map((times) => [times, halfWidthAt(rules, times)]));
  const whiskers = rules.flatMap(({ test, times }) => [meanOf(test) - half.get(times)!, meanOf(test) + half.get(times)!]);
  const room = 0.04 * (Math.max(...whiskers) - Math.min(...whiskers));
  const series = names.flatMap((name, i): Series[] => {
    const own = rules.filter(({ rule }) => rule === name);
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
    title: 'Test accuracy at equal counted MACs (95 % intervals)',
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
    title: 'Balanced rules minus one dimension at equal MACs (95 % intervals)',
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

/** The tables, plots and verdict in Markdown: everything on the page that comes from the numbers. */
export function resultsText(results: Results): string {
  const { rules, base, training, latency, machine, software, date, form } = results;
  const seeds = training.seeds.length;
  return [
    `Made by \`npx tsx experiments/bake-off/main.ts --${form}\` on ${date}: ${machine}, ${software}.`,
    `### Step 1\n\n${step1Text(results)}`,
    `### The networks`,
    table(
      ['budget', 'rule', 'depth', 'width', 'pixels', 'blocks', 'channels', 'MACs', 'off by', 'params', 'activations', 'width moved'],
      rules.map((rule) => [
        `${rule.times}x`,
        rule.rule,
        rule.depth.toFixed(2),
        rule.width.toFixed(2),
        rule.pixels,
        rule.repeats.join(' + '),
        rule.channels.join(', '),
        millions(rule.macs),
        signedPercent(rule.gap),
        thousands(rule.params),
        thousands(rule.activations),
        rule.widthMoved === 1 ? '-' : signedPercent(rule.widthMoved - 1),
      ]),
    ),
    `The base has ${millions(base.macs)} MACs, ${thousands(base.params)} params, ${thousands(base.activations)} activations and ${base.pixels} pixels.`,
    `### Accuracy and time`,
    table(
      ['budget', 'rule', 'test accuracy', 'by seed', 'validation', 'one image: median (p95)', 'batch of 32: median (p95)'],
      rules.map((rule) => [
        `${rule.times}x`,
        rule.rule,
        `${percent(meanOf(rule.test), 2)} ± ${(100 * halfWidthAt(rules, rule.times)).toFixed(2)}`,
        rule.test.map((accuracy) => (100 * accuracy).toFixed(2)).join(', '),
        percent(meanOf(rule.validation), 2),
        `${ms(rule.latency.one.medianMs)} (${ms(rule.latency.one.p95Ms)}) ms`,
        `${ms(rule.latency.batch32.medianMs)} (${ms(rule.latency.batch32.p95Ms)}) ms`,
      ]),
    ),
    `Means over ${seeds} seeds with 95 % intervals; what seeds and rules leave over is pooled at each budget. Times are medians over ${latency.rounds} rounds in which the networks take ` +
      `turns, on a machine with a load average of ${latency.loadAverage}.`,
    `![Test accuracy at equal counted MACs](accuracy.svg)`,
    `### The claim, comparison by comparison`,
    table(
      ['budget', 'rule', ...SINGLE_DIMENSIONS.map((single) => `minus ${single}`)],
      [...budgetsOf(rules), undefined].flatMap((times) => BALANCED.map((balanced) => comparisonCells(compare(rules), balanced, times))),
    ),
    `Points of test accuracy with their 95 % interval and p adjusted for the comparisons of the rule: ${3 * budgetsOf(rules).length} at single budgets, 3 over all. ` +
      `Bold where adjusted p < ${(1 - LEVEL).toFixed(2)}.`,
    `![Balanced rules minus one dimension](differences.svg)`,
    `## Verdict\n\n${verdictText(results)}`,
  ].join('\n\n');
}

function step1Text({ step1, base }: Results): string {
  const { best, candidates, interval, accuracy, verdict, mayBeBest, macs } = step1;
  const ranked = [...candidates].sort((a, b) => meanOf(b.validation) - meanOf(a.validation));
  const named = (triple: typeof best) => [triple.alpha, triple.beta, triple.gamma].map((factor) => factor.toFixed(3));
  return [
    `${candidates.length} networks at ${millions(macs)} counted MACs, ${(macs / base.macs).toFixed(0)}x the base; validation accuracy chooses.`,
    table(
      ['alpha (depth)', 'beta (width)', 'gamma (resolution)', 'pixels', 'MACs', 'validation accuracy', 'by seed'],
      ranked.map(({ triple, pixels, macs: counted, validation }) => [
        ...named(triple),
        pixels,
        millions(counted),
        percent(meanOf(validation), 2),
        validation.map((value) => (100 * value).toFixed(2)).join(', '),
      ]),
    ),
    `Best: (${named(best).join(', ')}) with ${percent(accuracy, 2)} (${percent(interval[0], 2)} to ${percent(interval[1], 2)}). Verdict: ${verdict}; it may be any of ${mayBeBest} of ` +
      `${candidates.length}.`,
  ].join('\n\n');
}

function comparisonCells(comparisons: readonly Comparison[], balanced: string, times: number | undefined): (string | number)[] {
  const own = comparisons.filter((comparison) => comparison.balanced === balanced && comparison.times === times);
  return [
    times === undefined ? 'all' : `${times}x`,
    balanced,
    ...own.map(({ difference, interval: [low, high], adjustedP }) => {
      const text =
        `${points(difference)} (${points(low)} to ${points(high)}), p = ${adjustedP < 0.001 ? '< 0.001' : adjustedP.toPrecision(2)}`.replace(
          '= <',
          '<',
        );
      return adjustedP < 1 - LEVEL ? `**${text}**` : text;
    }),
  ];
}

function budgetsOf(rules: readonly RuleResult[]): number[] {
  return [...new Set(rules.map(({ times }) => times))];
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const millions = (count: number) => `${(count / 1e6).toFixed(2)}M`;
const thousands = (count: number) => `${(count / 1e3).toFixed(1)}k`;
const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;
const signedPercent = (share: number) => `${share < 0 ? '' : '+'}${(100 * share).toFixed(1)} %`;
const points = (share: number) => `${share < 0 ? '' : '+'}${(100 * share).toFixed(2)}`;
const ms = (value: number) => value.toFixed(2);
