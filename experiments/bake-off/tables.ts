import type { Table } from '../lib/experiment.js';
import { differenceText, millions, percent, signed, thousands } from '../lib/render.js';
import { BALANCED, budgetsOf, type Comparison, compare, halfWidthAt, LEVEL, meanOf, SINGLE_DIMENSIONS } from './analysis.js';
import type { Results, RuleResult } from './results.js';
import { gainsOf } from './saturation.js';

export function tablesOf(results: Results): Table[] {
  const { rules } = results;
  return [step1Table(results), networkTable(results), accuracyTable(results), gainTable(rules), comparisonTable(rules)];
}

function step1Table({ step1, base }: Results): Table {
  const { best, candidates, interval, accuracy, verdict, mayBeBest, macs } = step1;
  const ranked = [...candidates].sort((a, b) => meanOf(b.validation) - meanOf(a.validation));
  const named = (triple: typeof best) => [triple.alpha, triple.beta, triple.gamma].map((factor) => factor.toFixed(3));
  return {
    title:
      `Step 1: ${candidates.length} networks at ${millions(macs)} counted multiply-adds, ${(macs / base.macs).toFixed(0)}x the base; validation accuracy chooses. ` +
      `Best is (${named(best).join(', ')}) with ${percent(accuracy, 2)} (${percent(interval[0], 2)} to ${percent(interval[1], 2)}): ${verdict}, it may be any of ` +
      `${mayBeBest} of ${candidates.length}`,
    columns: ['alpha (depth)', 'beta (width)', 'gamma (resolution)', 'pixels', 'multiply-adds', 'validation accuracy', 'by seed'],
    rows: ranked.map(({ triple, pixels, macs: counted, validation }) => [
      ...named(triple),
      String(pixels),
      millions(counted),
      percent(meanOf(validation), 2),
      bySeed(validation),
    ]),
  };
}

function networkTable({ rules, base }: Results): Table {
  return {
    title:
      `The networks; the base has ${millions(base.macs)} multiply-adds, ${thousands(base.params)} params, ${thousands(base.activations)} activations and ` +
      `${base.pixels} pixels`,
    columns: [
      ...['budget', 'rule', 'depth', 'width', 'pixels', 'blocks', 'channels', 'multiply-adds', 'off by', 'params', 'activations'],
      'width moved',
    ],
    rows: rules.map((rule) => [
      ...[`${rule.times}x`, rule.rule, rule.depth.toFixed(2), rule.width.toFixed(2), String(rule.pixels)],
      ...[rule.repeats.join(' + '), rule.channels.join(', '), millions(rule.macs), signedPercent(rule.gap)],
      ...[thousands(rule.params), thousands(rule.activations), rule.widthMoved === 1 ? '-' : signedPercent(rule.widthMoved - 1)],
    ]),
  };
}

function accuracyTable({ rules, latency }: Results): Table {
  return {
    title:
      `Accuracy and time; times are medians over ${latency.rounds} rounds in which the networks take turns, on a machine with a load average of ` +
      `${latency.loadAverage}`,
    columns: ['budget', 'rule', 'test accuracy', 'by seed', 'validation', 'one image, ms: median (p95)', 'batch of 32, ms: median (p95)'],
    rows: rules.map((rule) => [
      ...[`${rule.times}x`, rule.rule, `${percent(meanOf(rule.test), 2)} ± ${(100 * halfWidthAt(rules, rule.times)).toFixed(2)}`],
      ...[
        bySeed(rule.test),
        percent(meanOf(rule.validation), 2),
        millisecondsText(rule.latency.one),
        millisecondsText(rule.latency.batch32),
      ],
    ]),
  };
}

function gainTable(rules: readonly RuleResult[]): Table {
  const gains = [...SINGLE_DIMENSIONS, 'compound'].map((rule) => gainsOf(rules, rule));
  return {
    title: "What each doubling of the budget gains, paired by seed (Student's t)",
    columns: ['rule', ...gains[0].map(({ from, to }) => `${from}x to ${to}x`)],
    rows: gains.map((own, i) => [[...SINGLE_DIMENSIONS, 'compound'][i], ...own.map(({ difference }) => differenceText(difference))]),
  };
}

function comparisonTable(rules: readonly RuleResult[]): Table {
  const comparisons = compare(rules);
  return {
    title:
      `Balanced rules minus one dimension: points of test accuracy, their 95 % interval, and p adjusted for the comparisons of the rule (${3 * budgetsOf(rules).length} at ` +
      `single budgets, 3 over all); bold where adjusted p < ${(1 - LEVEL).toFixed(2)}`,
    columns: ['budget', 'rule', ...SINGLE_DIMENSIONS.map((single) => `minus ${single}`)],
    rows: [...budgetsOf(rules), undefined].flatMap((times) =>
      BALANCED.map((balanced) => [
        times === undefined ? 'all' : `${times}x`,
        balanced,
        ...comparisons.filter((comparison) => comparison.balanced === balanced && comparison.times === times).map(comparisonText),
      ]),
    ),
  };
}

function comparisonText({ difference, interval: [low, high], adjustedP }: Comparison): string {
  const p = adjustedP < 0.001 ? 'p < 0.001' : `p = ${adjustedP.toPrecision(2)}`;
  const text = `${points(difference)} (${points(low)} to ${points(high)}), ${p}`;
  return adjustedP < 1 - LEVEL ? `**${text}**` : text;
}

const bySeed = (accuracies: readonly number[]) => accuracies.map((accuracy) => (100 * accuracy).toFixed(2)).join(', ');
const signedPercent = (share: number) => `${signed(100 * share)} %`;
const millisecondsText = ({ medianMs, p95Ms }: RuleResult['latency']['one']) => `${medianMs.toFixed(2)} (${p95Ms.toFixed(2)})`;

/** Hundredths of a point: what these networks differ by is small. */
export const points = (share: number): string => signed(100 * share, 2);
