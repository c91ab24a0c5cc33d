import type { ResultsStore, Trial, TrialOutcome } from '@isoflop/results-store';
import type { Candidate } from './candidate.js';
import { type EpochReport, EvaluationError, type Evaluator } from './evaluators/evaluator.js';
import { epochsOf } from './study-limits.js';
import type { StudySpec } from './study-session.js';
import { completeOutcome, failedOutcome, metricsOf, prunedOutcome } from './trial-outcomes.js';
import type { TrialRunner, TrialWatch } from './trial-runner.js';

/** Evaluates trials from this process. */
export class LocalTrials implements TrialRunner {
  constructor(
    private readonly store: ResultsStore,
    private readonly experiment: StudySpec,
    private readonly evaluate: Evaluator,
  ) {}

  async run({ trial: queued, architecture }: Candidate, { signal, onStart, onEpoch }: TrialWatch): Promise<Trial> {
    const { store, experiment } = this;
    const trial = await store.startTrial(queued.id);
    onStart(trial);
    const epochs = epochsOf(experiment, trial);
    const writes: Promise<void>[] = [];
    const prune = new AbortController();
    let last: EpochReport | undefined;
    const report = (epoch: EpochReport) => {
      if (prune.signal.aborted) return;
      last = epoch;
      writes.push(store.reportMetrics(trial, metricsOf(epoch)));
      const weak = onEpoch(trial, epoch);
      // After the last epoch there is nothing left to save.
      if (weak && epoch.epoch < epochs) prune.abort();
    };
    const { params, cost, seed, number } = trial;
    try {
      const evaluation = await this.evaluate(
        { architecture, params, cost },
        {
          ...{ seed, epochs, measureTest: trial.kind === 'finalist', trial: number },
          signal: AbortSignal.any([signal, prune.signal]),
          onEpoch: report,
        },
      );
      await Promise.all(writes);
      return await this.end(trial, completeOutcome(evaluation, epochs));
    } catch (error) {
      await Promise.allSettled(writes);
      if (signal.aborted) throw error;
      const known = error instanceof EvaluationError;
      if (prune.signal.aborted && last) {
        return await store.finishTrial(trial, prunedOutcome(last, experiment, known ? error.artifacts : []));
      }
      if (!known) throw error;
      return await this.end(trial, failedOutcome(error));
    }
  }

  /** For good; what is pruned may be taken up again. */
  private async end(trial: Trial, outcome: TrialOutcome): Promise<Trial> {
    const finished = await this.store.finishTrial(trial, outcome);
    await this.evaluate.forget?.(trial.number);
    return finished;
  }
}
