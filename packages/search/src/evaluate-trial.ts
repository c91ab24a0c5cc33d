import type { Architecture } from '@isoflop/blocks';
import type { ArtifactInput, ResultsStore, Trial } from '@isoflop/results-store';
import { type EpochReport, EvaluationError, type Evaluator } from './evaluators/evaluator.js';
import { epochsOf } from './study-limits.js';
import type { StudySpec } from './study-session.js';
import { completeOutcome, failedOutcome, metricsOf, prunedOutcome } from './trial-outcomes.js';

/** What evaluating takes from outside. */
export interface EvaluationSetting {
  readonly store: Pick<ResultsStore, 'reportMetrics' | 'finishTrial'>;
  readonly experiment: StudySpec;
  readonly evaluate: Evaluator;
  /** Puts what an evaluation wrote where others can read it, before its record is stored. */
  readonly keepArtifacts?: (artifacts: readonly ArtifactInput[]) => Promise<void>;
}

/** What whoever started the trial wants to know of it. */
export interface EvaluationWatch {
  /** Aborting ends the evaluation; its trial is left unfinished. */
  readonly signal: AbortSignal;
  /** Called once per epoch, in order. Returns whether the trial should be stopped as too weak. */
  readonly onEpoch: (trial: Trial, report: EpochReport) => boolean;
}

/**
 * Evaluates a running trial and finishes it in the store: complete, pruned or failed. Rejects with the store's error as soon as a write is refused, and with
 * whatever the evaluation threw where that is no `EvaluationError`.
 */
export async function evaluateTrial(
  { store, experiment, evaluate, keepArtifacts }: EvaluationSetting,
  trial: Trial,
  architecture: Architecture,
  { signal, onEpoch }: EvaluationWatch,
): Promise<Trial> {
  const epochs = epochsOf(experiment, trial);
  const writes = new Writes();
  const prune = new AbortController();
  let last: EpochReport | undefined;
  const report = (epoch: EpochReport) => {
    if (prune.signal.aborted || writes.refused.aborted) return;
    last = epoch;
    writes.add(store.reportMetrics(trial, metricsOf(epoch)));
    const weak = onEpoch(trial, epoch);
    // After the last epoch there is nothing left to save.
    if (weak && epoch.epoch < epochs) prune.abort();
  };
  const { params, cost, seed, number } = trial;
  try {
    const evaluation = await evaluate(
      { architecture, params, cost },
      {
        ...{ seed, epochs, measureTest: trial.kind === 'finalist', trial: number },
        signal: AbortSignal.any([signal, prune.signal, writes.refused]),
        onEpoch: report,
      },
    );
    await writes.settled();
    await keepArtifacts?.(evaluation.artifacts);
    const finished = await store.finishTrial(trial, completeOutcome(evaluation, epochs));
    await evaluate.forget?.(number);
    return finished;
  } catch (error) {
    if (signal.aborted) throw error;
    await writes.settled();
    if (error instanceof EvaluationError) await keepArtifacts?.(error.artifacts);
    // It may be taken up again, so nothing is forgotten.
    const known = error instanceof EvaluationError ? error : undefined;
    if (prune.signal.aborted && last) return await store.finishTrial(trial, prunedOutcome(last, experiment, known));
    if (!(error instanceof EvaluationError)) throw error;
    const failed = await store.finishTrial(trial, failedOutcome(error));
    await evaluate.forget?.(number);
    return failed;
  }
}

/** Writes under way, and the first that was refused. */
class Writes {
  private readonly underWay = new Set<Promise<void>>();
  private readonly refusal = new AbortController();

  get refused(): AbortSignal {
    return this.refusal.signal;
  }

  add(write: Promise<void>): void {
    const settled = write.catch((error: unknown) => this.refusal.abort(error)).finally(() => this.underWay.delete(settled));
    this.underWay.add(settled);
  }

  /** Throws what the first refused write threw. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
    this.refusal.signal.throwIfAborted();
  }
}
