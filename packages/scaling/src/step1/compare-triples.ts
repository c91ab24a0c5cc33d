import { centralQuantile } from '../fit/student-t.js';
import type { CompoundCoefficients } from '../rules/rules.js';
import { ScalingError } from '../scaling-error.js';
import { holm, twoWayTest } from './two-way-test.js';

/** A candidate of step 1, trained with several seeds. */
export interface TrainedTriple {
  readonly triple: CompoundCoefficients;
  /** Accuracies by seed. All candidates are trained with the same seeds, in the same order. */
  readonly accuracies: readonly number[];
}

/** How the best triple does against another. */
export interface TripleComparison {
  readonly triple: CompoundCoefficients;
  /** Mean over seeds of the best triple's accuracy minus this one's, and its interval. */
  readonly difference: number;
  readonly interval: readonly [number, number];
  /** Two-sided, adjusted for the number of pairs of triples (Holm 1979). */
  readonly adjustedP: number;
  readonly isSignificant: boolean;
  readonly isNeighbour: boolean;
}

/** What step 1 found. */
export interface Step1Verdict {
  readonly best: CompoundCoefficients;
  readonly accuracy: number;
  /** Over seeds. It does not know that this triple was picked for being best, and so is a little too high. */
  readonly interval: readonly [number, number];
  readonly comparisons: readonly TripleComparison[];
  /** Triples that cannot be told from the best, itself included: any of them may be it. */
  readonly mayBeBest: readonly CompoundCoefficients[];
  readonly verdict: 'beats all' | 'beats its neighbours' | 'no significant difference';
}

/** 95 % sure, and the six nearest. */
export const COMPARE_OPTIONS: CompareOptions = { level: 0.95, neighbours: 6 };

/** How sure the comparison is to be, and what counts as a neighbour. */
export interface CompareOptions {
  readonly level: number;
  /** The nearest triples, by distance in the logarithms of the coefficients, weighted as in the cost. */
  readonly neighbours: number;
}

/**
 * Whether the best of the trained triples beats its neighbours at all. Seeds are blocks: the same seed gives every network the same data order and split,
 * so that differences within a seed vary less than accuracies, and what is left over, pooled over all triples, is the error of a t-test for
 * each (a two-way layout, Montgomery 2017, section 4.1; for two triples the paired t-test). It is adjusted for all pairs, since the best is known only
 * by having looked. Triples are taken to vary alike. "No significant difference" is an answer. Throws `ScalingError` for fewer than two triples or seeds, or unequal numbers of seeds.
 */
export function compareTriples(trained: readonly TrainedTriple[], options: CompareOptions = COMPARE_OPTIONS): Step1Verdict {
  const { level } = options;
  requireComparable(trained);
  const best = trained.reduce((leading, next) => (mean(next.accuracies) > mean(leading.accuracies) ? next : leading));
  const others = trained.filter((other) => other !== best);
  const { test } = twoWayTest(
    trained.map(({ accuracies }) => accuracies),
    level,
  );
  const tests = others.map(({ triple, accuracies }) => ({ triple, ...test(mean(best.accuracies) - mean(accuracies)) }));
  const pairs = (trained.length * (trained.length - 1)) / 2;
  const adjusted = holm(
    tests.map(({ p }) => p),
    pairs,
  );
  const comparisons = tests.map(({ triple, difference, interval }, i) => {
    return { triple, difference, interval, adjustedP: adjusted[i], isSignificant: adjusted[i] < 1 - level };
  });
  return { ...answerOf(best.triple, comparisons, options), ...measured(best.accuracies, level) };
}

/** What comparisons with all other triples say, the nearest first. */
export function answerOf(
  best: CompoundCoefficients,
  compared: readonly Omit<TripleComparison, 'isNeighbour'>[],
  { neighbours }: CompareOptions,
): Omit<Step1Verdict, 'accuracy' | 'interval'> {
  const comparisons = [...compared]
    .sort((a, b) => distance(best, a.triple) - distance(best, b.triple))
    .map((comparison, i) => ({ ...comparison, isNeighbour: i < neighbours }));
  const near = comparisons.filter(({ isNeighbour }) => isNeighbour);
  const beats = (list: readonly TripleComparison[]) => list.every(({ isSignificant }) => isSignificant);
  return {
    best,
    comparisons,
    mayBeBest: [best, ...comparisons.filter(({ isSignificant }) => !isSignificant).map(({ triple }) => triple)],
    verdict: beats(comparisons) ? 'beats all' : beats(near) ? 'beats its neighbours' : 'no significant difference',
  };
}

function requireComparable(trained: readonly TrainedTriple[]): void {
  const seeds = trained[0]?.accuracies.length ?? 0;
  if (trained.length >= 2 && seeds >= 2 && trained.every(({ accuracies }) => accuracies.length === seeds)) return;
  const counts = [...new Set(trained.map(({ accuracies }) => accuracies.length))].join(', ');
  throw new ScalingError(
    `step 1: a comparison needs at least 2 triples, each trained with the same 2 or more seeds, got ${trained.length} triples with ${counts || 'no'} seeds; train them with 3`,
  );
}

/** The mean over seeds and its interval. */
export function measured(accuracies: readonly number[], level: number): Pick<Step1Verdict, 'accuracy' | 'interval'> {
  const accuracy = mean(accuracies);
  const half = centralQuantile(level, accuracies.length - 1) * standardError(accuracies);
  return { accuracy, interval: [accuracy - half, accuracy + half] };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}

function distance(a: CompoundCoefficients, b: CompoundCoefficients): number {
  return Math.hypot(Math.log(a.alpha / b.alpha), 2 * Math.log(a.beta / b.beta), 2 * Math.log(a.gamma / b.gamma));
}
