import type { ResultsStore, Trial, TrialState } from '@isoflop/results-store';
import { hypervolume, paretoFront } from 'hyperopt-js';
import { type Interval, meanInterval } from './statistics/mean-interval.js';
import { TEST_ACCURACY } from './test-accuracy.js';

/** One network over its seeds, trained from scratch after the search. */
export interface FinalistSummary {
  /** The trial of the search that found it. */
  readonly trial: Trial;
  readonly seeds: number;
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
   * Area dominated by the front in the plane of multiply-adds (as a share of `referenceMacs`) and accuracy: 0 is nothing, 1 would be
   * full accuracy at no cost. Undefined where there is no budget to measure by.
   */
  readonly hypervolume: number | undefined;
}

/** Reads a study's outcome from the store. `referenceMacs` is the budget that hypervolume is measured against. */
export async function summarize(store: ResultsStore, study: string, referenceMacs?: number): Promise<StudySummary> {
  const all = await store.trials(study);
  const searched = all.filter((trial) => trial.kind === 'search');
  const complete = searched.filter((trial) => trial.state === 'complete');
  const losses = complete.map((trial) => [1 - (trial.accuracy ?? 0), trial.cost.macs]);
  const front = paretoFront(losses)
    .map((index) => complete[index])
    .sort((a, b) => a.cost.macs - b.cost.macs || a.number - b.number);
  const count = (state: TrialState) => searched.filter((trial) => trial.state === state).length;
  return {
    study,
    trials: {
      queued: count('queued'),
      running: count('running'),
      complete: count('complete'),
      pruned: count('pruned'),
      failed: count('failed'),
    },
    best: [...complete].sort((a, b) => (b.accuracy ?? 0) - (a.accuracy ?? 0) || a.cost.macs - b.cost.macs)[0],
    front,
    finalists: await finalistsOf(store, all),
    baselines: all.filter((trial) => trial.kind === 'baseline' && trial.state === 'complete'),
    hypervolume:
      referenceMacs === undefined
        ? undefined
        : hypervolume(
            losses.map(([error, macs]) => [error, macs / referenceMacs]),
            [1, 1],
          ),
  };
}

async function finalistsOf(store: ResultsStore, all: readonly Trial[]): Promise<FinalistSummary[]> {
  const complete = all.filter((trial) => trial.kind === 'finalist' && trial.state === 'complete');
  const hashes = [...new Set(complete.map((trial) => trial.architectureHash))];
  const summaries = await Promise.all(
    hashes.map(async (hash) => {
      const runs = complete.filter((trial) => trial.architectureHash === hash);
      const trial = all.find((candidate) => candidate.kind === 'search' && candidate.architectureHash === hash) ?? runs[0];
      const tests = await Promise.all(runs.map((run) => testAccuracyOf(store, run)));
      const measured = tests.filter((accuracy) => accuracy !== undefined);
      return {
        trial,
        seeds: runs.length,
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
