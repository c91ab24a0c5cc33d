import { differenceText } from '../lib/render.js';
import { BALANCED, type Balanced, type Comparison, compare, LEVEL, SINGLE_DIMENSIONS } from './analysis.js';
import type { Results, RuleResult } from './results.js';
import { gainsOf } from './saturation.js';
import { points } from './tables.js';

/** What comparisons with all single dimensions say of a rule. */
export type Answer = 'reproduced' | 'refuted' | 'open';

/** Reproduced where the rule is significantly better than each single dimension, refuted where one is significantly better than it. */
export function answerOf(comparisons: readonly Comparison[]): Answer {
  const significant = comparisons.filter(({ adjustedP }) => adjustedP < 1 - LEVEL);
  if (significant.some(({ difference }) => difference < 0)) return 'refuted';
  return significant.length === comparisons.length ? 'reproduced' : 'open';
}

/** The answer in words, budget by budget, with the numbers; all of it follows from the results. */
export function verdictOf(results: Results): readonly string[] {
  const { rules } = results;
  const comparisons = compare(rules);
  const groups = [...new Set(comparisons.map(({ times }) => times))];
  const of = (balanced: Balanced, times: number | undefined) =>
    comparisons.filter((comparison) => comparison.balanced === balanced && comparison.times === times);
  const overall = answerOf(of('compound', undefined));
  return [
    `EfficientNet's claim, for its own coefficients and over the budgets together, is ${overall === 'open' ? 'neither reproduced nor refuted' : overall} here; in points of test accuracy:`,
    ...BALANCED.map(
      (balanced) => `${balanced}: ${groups.map((times) => `${nameOf(times)} ${sentenceOf(of(balanced, times))}`).join('; ')}.`,
    ),
    saturationText(rules),
    timeText(rules),
  ];
}

function nameOf(times: number | undefined): string {
  return times === undefined ? 'over all budgets' : `at ${times}x`;
}

function sentenceOf(comparisons: readonly Comparison[]): string {
  const list = (own: readonly Comparison[]) => own.map(({ single, difference }) => `${single} (${points(difference)})`).join(', ');
  const better = comparisons.filter(({ adjustedP, difference }) => adjustedP < 1 - LEVEL && difference > 0);
  const worse = comparisons.filter(({ adjustedP, difference }) => adjustedP < 1 - LEVEL && difference < 0);
  const ties = comparisons.filter(({ adjustedP }) => adjustedP >= 1 - LEVEL);
  const parts = [
    better.length > 0 && `better than ${list(better)}`,
    worse.length > 0 && `worse than ${list(worse)}`,
    ties.length > 0 && `not told apart from ${list(ties)}`,
  ].filter((part) => part !== false);
  return `${parts.join(', ')}: ${answerOf(comparisons)}`;
}

/** Which rules are still seen to gain at the last doubling. */
function saturationText(rules: readonly RuleResult[]): string {
  const last = [...SINGLE_DIMENSIONS, 'compound'].flatMap((rule) => gainsOf(rules, rule).slice(-1));
  if (last.length === 0) return 'One budget shows no saturation.';
  const gained = last.map(({ rule, difference }) => `${rule} ${differenceText(difference)}`).join('; ');
  return `Saturation, by what the last doubling (${last[0].from}x to ${last[0].to}x) gains: ${gained}.`;
}

/** At the largest budget, where the differences are largest. */
function timeText(rules: readonly RuleResult[]): string {
  const times = Math.max(...rules.map((rule) => rule.times));
  const own = rules.filter((rule) => rule.times === times);
  const among = (of: (rule: RuleResult) => number) => {
    const order = [...own].sort((a, b) => of(a) - of(b));
    const [least, most] = [order[0], order[order.length - 1]];
    return `${(of(most) / of(least)).toFixed(1)} times (${least.rule} to ${most.rule})`;
  };
  const single = SINGLE_DIMENSIONS.map((name) => own.find(({ rule }) => rule === name)!);
  const milliseconds = single.map(({ rule, latency }) => `${rule} ${latency.one.medianMs.toFixed(2)} ms`).join(', ');
  return (
    `Equal multiply-adds are not equal in anything else: at ${times}x params differ ${among(({ params }) => params)}, activations ${among(({ activations }) => activations)}, ` +
    `the time of one image ${among(({ latency }) => latency.one.medianMs)} and of a batch ${among(({ latency }) => latency.batch32.medianMs)}; one image takes ${milliseconds}.`
  );
}
