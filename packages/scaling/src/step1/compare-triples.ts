import { centralProbability, centralQuantile } from '../fit/student-t.js';
import type { CompoundCoefficients } from '../rules/rules.js';
import { ScalingError } from '../scaling-error.js';

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
  /** Two-sided, of the paired t-test, adjusted for the number of comparisons (Holm 1979). */
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

/** How sure the comparison is to be, and what counts as a neighbour. */
export interface CompareOptions {
  readonly level: number;
  /** The nearest triples, by distance in the logarithms of the coefficients, weighted as in the cost. */
  readonly neighbours: number;
}

/**
 * Whether the best of the trained triples beats its neighbours at all: a paired t-test over seeds for each (the same seed gives every network the same
 * data order, so that pairs vary less than accuracies), adjusted for how many there are. "No significant difference" is an answer.
 * Throws `ScalingError` for fewer than two triples or seeds, or unequal numbers of seeds.
 */
export function compareTriples(
  trained: readonly TrainedTriple[],
  { level, neighbours }: CompareOptions = { level: 0.95, neighbours: 6 },
): Step1Verdict {
  const seeds = trained[0]?.accuracies.length ?? 0;
  if (trained.length < 2 || seeds < 2 || trained.some(({ accuracies }) => accuracies.length !== seeds)) {
    const counts = [...new Set(trained.map(({ accuracies }) => accuracies.length))].join(', ');
    throw new ScalingError(
      `step 1: a paired test needs at least 2 triples, each trained with the same 2 or more seeds, got ${trained.length} triples with ${counts || 'no'} seeds; train them with 3`,
    );
  }
  const best = trained.reduce((leading, next) => (mean(next.accuracies) > mean(leading.accuracies) ? next : leading));
  const others = trained
    .filter((other) => other !== best)
    .sort((a, b) => distance(best.triple, a.triple) - distance(best.triple, b.triple));
  const tests = others.map(({ triple, accuracies }) => ({ triple, ...pairedTest(best.accuracies, accuracies, level) }));
  const adjusted = holm(tests.map(({ p }) => p));
  const comparisons = tests.map(({ triple, difference, interval }, i) => ({
    triple,
    difference,
    interval,
    adjustedP: adjusted[i],
    isSignificant: adjusted[i] < 1 - level,
    isNeighbour: i < neighbours,
  }));
  const near = comparisons.filter(({ isNeighbour }) => isNeighbour);
  const beats = (list: readonly TripleComparison[]) => list.every(({ isSignificant }) => isSignificant);
  return {
    best: best.triple,
    accuracy: mean(best.accuracies),
    interval: intervalOf(best.accuracies, level),
    comparisons,
    mayBeBest: [best.triple, ...comparisons.filter(({ isSignificant }) => !isSignificant).map(({ triple }) => triple)],
    verdict: beats(comparisons) ? 'beats all' : beats(near) ? 'beats its neighbours' : 'no significant difference',
  };
}

/** Paired t-test of a minus b. */
function pairedTest(a: readonly number[], b: readonly number[], level: number) {
  const differences = a.map((value, i) => value - b[i]);
  const difference = mean(differences);
  const error = standardError(differences);
  // Without any spread a difference is certain, and none is none.
  const p = error === 0 ? (difference === 0 ? 1 : 0) : 1 - centralProbability(difference / error, differences.length - 1);
  return { difference, interval: intervalOf(differences, level), p };
}

/** Adjusted p-values: the smallest times their number, the next times one less, and never below one before (Holm 1979). */
function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a] - ps[b]);
  const adjusted = new Array<number>(ps.length);
  let most = 0;
  order.forEach((index, rank) => {
    most = Math.max(most, Math.min(1, ps[index] * (ps.length - rank)));
    adjusted[index] = most;
  });
  return adjusted;
}

function intervalOf(values: readonly number[], level: number): [number, number] {
  const half = centralQuantile(level, values.length - 1) * standardError(values);
  return [mean(values) - half, mean(values) + half];
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
