import type { ResultsStore, Trial } from '@isoflop/results-store';
import type { Candidate } from './candidate.js';
import { evaluateTrial } from './evaluate-trial.js';
import type { Evaluator } from './evaluators/evaluator.js';
import type { StudySpec } from './study-session.js';
import type { TrialRunner, TrialWatch } from './trial-runner.js';

/** Evaluates trials from this process. */
export class LocalTrials implements TrialRunner {
  readonly slots: number;
  readonly mostWaiting = Number.POSITIVE_INFINITY;

  constructor(
    private readonly store: ResultsStore,
    private readonly experiment: StudySpec,
    private readonly evaluate: Evaluator,
  ) {
    this.slots = experiment.runtime.workers;
  }

  async run({ trial: queued, architecture }: Candidate, watch: TrialWatch): Promise<Trial> {
    const { store, experiment, evaluate } = this;
    const trial = await store.startTrial(queued.id);
    watch.onStart(trial);
    return evaluateTrial({ store, experiment, evaluate }, trial, architecture, watch);
  }
}
