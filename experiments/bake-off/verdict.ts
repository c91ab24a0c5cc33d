import { BALANCED, type Balanced, type Comparison, compare, LEVEL, meanOf, SINGLE_DIMENSIONS } from './analysis.js';
import type { Results, RuleResult } from './results.js';

/** What comparisons with all single dimensions say of a rule. */
export type Answer = 'reproduced' | 'refuted' | 'open';

/** Reproduced where the rule is significantly better than each single dimension, refuted where one is significantly better than it. */
export function answerOf(comparisons: readonly Comparison[]): Answer {
  const significant = comparisons.filter(({ adjustedP }) => adjustedP < 1 - LEVEL);
  if (significant.some(({ difference }) => difference < 0)) return 'refuted';
  return significant.length === comparisons.length ? 'reproduced' : 'open';
}

/** The answer in words, budget by budget, with the numbers; all of it follows from the results. */
export function verdictText(results: Results): string {
  const { rules } = results;
  const comparisons = compare(rules);
  const groups = [...new Set(comparisons.map(({ times }) => times))];
  const of = (balanced: Balanced, times: number | undefined) =>
    comparisons.filter((comparison) => comparison.balanced === balanced && comparison.times === times);
  const overall = answerOf(of('compound', undefined));
  return [
    `**EfficientNet's claim is ${overall === 'open' ? 'neither reproduced nor refuted' : overall} here**, over the budgets together, for its own coefficients.`,
    ...BALANCED.map(
      (balanced) => `* ${balanced}: ${groups.map((times) => `${nameOf(times)} ${sentenceOf(of(balanced, times))}`).join('; ')}.`,
    ),
    `* ${bestText(rules)}`,
    `* ${timeText(rules)}`,
  ].join('\n');
}

function nameOf(times: number | undefined): string {
  return times === undefined ? '**over all budgets**' : `at ${times}x`;
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

function bestText(rules: readonly RuleResult[]): string {
  const budgets = [...new Set(rules.map(({ times }) => times))];
  const ranked = budgets.map((times) => {
    const order = rules.filter((rule) => rule.times === times).sort((a, b) => meanOf(b.test) - meanOf(a.test));
    return `at ${times}x ${order.map(({ rule, test }) => `${rule} ${(100 * meanOf(test)).toFixed(1)}`).join(', ')}`;
  });
  return `In order of mean test accuracy: ${ranked.join('; ')}.`;
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

function points(share: number): string {
  return `${share < 0 ? '' : '+'}${(100 * share).toFixed(2)}`;
}
