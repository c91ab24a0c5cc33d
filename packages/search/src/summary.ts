import type { ResultsStore, Trial, TrialState } from '@isoflop/results-store';
import { hypervolume, paretoFront } from 'hyperopt-js';

/** A study's outcome so far. */
export interface StudySummary {
  readonly study: string;
  readonly trials: Readonly<Record<TrialState, number>>;
  /** Highest validation accuracy; the cheaper one of equals. */
  readonly best: Trial | undefined;
  /** Complete candidates that no other beats in accuracy at no more multiply-adds, cheapest first. */
  readonly front: readonly Trial[];
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

/**
 * Half the width of the 95 % Wilson score interval of an accuracy measured on `images` images (Wilson 1927): how far chance in the choice
 * of images alone may have moved it. Seeds are not part of it.
 */
export function accuracyMargin(accuracy: number, images: number): number {
  const z = 1.959964;
  return (z / (1 + z ** 2 / images)) * Math.sqrt((accuracy * (1 - accuracy)) / images + z ** 2 / (4 * images ** 2));
}
