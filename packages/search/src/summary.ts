import type { Json, ResultsStore, Trial, TrialState } from '@isoflop/results-store';
import { BUDGET_KEYS, type Budget, brokenLimits, budgetRanges } from '@isoflop/search-space';
import { hypervolume } from 'hyperopt-js';
import { type Interval, meanInterval } from './statistics/mean-interval.js';
import { TEST_ACCURACY } from './test-accuracy.js';

/** One network over its seeds, trained from scratch after the search. */
export interface FinalistSummary {
  /** The trial of the search that found it. */
  readonly trial: Trial;
  /** One complete training for each seed, the most accurate on validation first: the one whose weights to take home. */
  readonly runs: readonly [Trial, ...Trial[]];
  /** On the validation split, which chose it. */
  readonly accuracy: Interval;
  /** On the test split, read once for each seed; undefined where the evaluator has none. */
  readonly testAccuracy: Interval | undefined;
}

/** A study's outcome so far. */
export interface StudySummary {
  readonly study: string;
  readonly trials: Readonly<Record<TrialState, number>>;
  /** Highest validation accuracy; the cheaper one of equals. */
  readonly best: Trial | undefined;
  /** Complete candidates that no other beats in accuracy at no more multiply-adds, cheapest first. */
  readonly front: readonly Trial[];
  /** Networks retrained from scratch, the most accurate on validation first. */
  readonly finalists: readonly FinalistSummary[];
  /** Complete trials of the scaled base network. */
  readonly baselines: readonly Trial[];
  /**
   * Area dominated by the front in the plane of multiply-adds (as a share of the budget) and accuracy: 0 is nothing, 1 would be
   * full accuracy at no cost. Undefined where there is no budget to measure by.
   */
  readonly hypervolume: number | undefined;
}

/** Reads a study's outcome from the store, as far as it is inside the budget that the study has now. */
export async function summarize(store: ResultsStore, study: string): Promise<StudySummary> {
  const { spec, counts } = await store.summary(study);
  const budget = budgetOf(spec);
  const front = await store.front(study, { within: budgetRanges(budget) });
  const { macs: reference } = budget;
  const points = front.map(({ accuracy, cost }) => [1 - (accuracy ?? 0), cost.macs / (reference ?? 1)]);
  return {
    study,
    trials: counts.search,
    best: front.find(({ accuracy }) => accuracy === front.at(-1)?.accuracy),
    front,
    finalists: await finalistsOf(store, study, budget),
    baselines: await baselinesOf(store, study),
    hypervolume: reference === undefined ? undefined : hypervolume(points, [1, 1]),
  };
}

/** The limits of a study's experiment, as far as its specification has them: imported studies may have none. */
export function budgetOf(spec: Json): Budget {
  const budget = (spec as { budget?: { [name: string]: unknown } | null } | null)?.budget ?? {};
  const numbers = [...BUDGET_KEYS, 'band' as const].flatMap((key) => (typeof budget[key] === 'number' ? [[key, budget[key]]] : []));
  return Object.fromEntries(numbers);
}

/** The latest of each rule: a changed budget has baselines of its own, and one may be measured again. */
async function baselinesOf(store: ResultsStore, study: string): Promise<readonly Trial[]> {
  const complete = await store.trials(study, { kinds: ['baseline'], states: ['complete'] });
  return complete.filter(({ label, number }) => !complete.some((other) => other.label === label && other.number > number));
}

async function finalistsOf(store: ResultsStore, study: string, budget: Budget): Promise<FinalistSummary[]> {
  const all = await store.trials(study, { kinds: ['finalist'], states: ['complete'] });
  const complete = all.filter(({ cost }) => brokenLimits(cost, budget).length === 0);
  const hashes = [...new Set(complete.map((trial) => trial.architectureHash))];
  const summaries = await Promise.all(
    hashes.map(async (architectureHash) => {
      const runs = complete.filter((trial) => trial.architectureHash === architectureHash);
      runs.sort((a, b) => (b.accuracy ?? 0) - (a.accuracy ?? 0));
      const [found] = await store.trials(study, { kinds: ['search'], architectureHash, limit: 1 });
      const tests = await Promise.all(runs.map((run) => testAccuracyOf(store, run)));
      const measured = tests.filter((accuracy) => accuracy !== undefined);
      return {
        trial: found ?? runs[0],
        runs: runs as [Trial, ...Trial[]],
        accuracy: meanInterval(runs.map((run) => run.accuracy ?? 0)),
        testAccuracy: measured.length === 0 ? undefined : meanInterval(measured),
      };
    }),
  );
  return summaries.sort((a, b) => b.accuracy.mean - a.accuracy.mean);
}

async function testAccuracyOf(store: ResultsStore, trial: Trial): Promise<number | undefined> {
  return (await store.metrics(trial.id)).find((metric) => metric.name === TEST_ACCURACY)?.value ?? undefined;
}
