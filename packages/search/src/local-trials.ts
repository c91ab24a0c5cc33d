import type { ResultsStore, Trial } from '@isoflop/results-store';
import type { Candidate } from './candidate.js';
import { evaluateTrial } from './evaluate-trial.js';
import type { Evaluator } from './evaluators/evaluator.js';
import { epochsOf } from './study-limits.js';
import type { StudySpec } from './study-session.js';
import type { TrialRunner, TrialWatch } from './trial-runner.js';

/** Evaluates trials from this process. */
export class LocalTrials implements TrialRunner {
  readonly slots: number;
  readonly mostWaiting = Number.POSITIVE_INFINITY;
  private readonly busy = new Set<number>();

  constructor(
    private readonly store: ResultsStore,
    private readonly experiment: StudySpec,
    private readonly evaluate: Evaluator,
  ) {
    this.slots = experiment.runtime.workers;
  }

  async run({ trial: queued, architecture }: Candidate, watch: TrialWatch): Promise<Trial> {
    const { store, experiment, evaluate } = this;
    const slot = this.takeSlot();
    try {
      const trial = await store.startTrial(queued.id, { slot: String(slot), epochs: epochsOf(experiment, queued) });
      watch.onStart(trial);
      return await evaluateTrial({ store, experiment, evaluate }, trial, architecture, watch);
    } finally {
      this.busy.delete(slot);
    }
  }

  /** The lowest free one, from 1: with as many trials at once as there are slots, no number is higher. */
  private takeSlot(): number {
    let slot = 1;
    while (this.busy.has(slot)) slot++;
    this.busy.add(slot);
    return slot;
  }
}
