import type { Architecture } from '@isoflop/blocks';
import { LeaseLostError, type RunnerLease, type Trial, type TrialOutcome } from '@isoflop/results-store';
import type { Experiment } from '@isoflop/search-space';
import type { Candidate, CandidateSource } from './candidate.js';
import { type EpochReport, type Evaluation, EvaluationError } from './evaluators/evaluator.js';
import { KnownResults } from './known-results.js';
import type { ProgressMeter } from './progress-meter.js';
import type { RunStudyOptions } from './run-study.js';
import { epochsOf, type StudyLimits } from './study-limits.js';
import type { Suggester } from './suggester.js';
import { TEST_ACCURACY } from './test-accuracy.js';

const HEARTBEAT_MILLISECONDS = 10_000;

/** Evaluates candidates, several at once, and stores what comes of them. */
export class StudyRun {
  private readonly stop = new AbortController();
  /** Set when another process took the study over. */
  private lost: LeaseLostError | undefined;

  private readonly known: KnownResults;
  /** Why no more candidates are started. */
  private stopping: string | undefined;

  constructor(
    private readonly options: RunStudyOptions,
    private readonly suggester: Suggester,
    private readonly meter: ProgressMeter,
    private readonly limits: StudyLimits,
    private readonly lease: RunnerLease,
  ) {
    this.known = new KnownResults(options.store);
  }

  /** Whether a limit was reached: candidates are left over. */
  get stopped(): boolean {
    return this.stopping !== undefined;
  }

  /** Resolves when the source has no candidate left, a limit is reached or the run was aborted; rejects where the study cannot go on. */
  async toEnd(source: CandidateSource): Promise<void> {
    const { signal } = this.options;
    const abort = () => this.stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    const beat = this.keepLease();
    try {
      const slots = Array.from({ length: this.options.experiment.runtime.workers }, () => this.slot(source));
      const ended = await Promise.allSettled(slots.map((slot) => slot.catch((error: unknown) => this.giveUp(error))));
      const failure = ended.find((result) => result.status === 'rejected');
      if (failure) throw failure.reason;
      if (this.lost) throw this.lost;
    } finally {
      clearInterval(beat);
      signal.removeEventListener('abort', abort);
    }
  }

  /** One candidate after the other. */
  private async slot(source: CandidateSource): Promise<void> {
    while (!this.stop.signal.aborted && !this.reachedLimit()) {
      const candidate = await source.next();
      if (!candidate) return;
      if (this.stop.signal.aborted) return;
      await this.evaluate(candidate);
    }
  }

  private reachedLimit(): boolean {
    const reached = this.stopping === undefined ? this.limits.reached() : undefined;
    if (reached !== undefined) {
      this.stopping = reached;
      this.options.onEvent({ kind: 'stopping', message: `${reached}: candidates under way finish, no other is started` });
    }
    return this.stopping !== undefined;
  }

  private async evaluate({ trial: queued, architecture, index }: Candidate): Promise<void> {
    const { store, onEvent } = this.options;
    const trial = await store.startTrial(queued.id);
    this.meter.begin(trial.id, trial.cost.macs, epochsOf(this.options.experiment, trial));
    onEvent({ kind: 'trial-started', trial, progress: this.meter.read() });
    const finished = await this.known
      .finish(trial, () => this.measure(trial, architecture, index))
      .catch((error: unknown) => {
        if (this.stop.signal.aborted) return undefined;
        throw error;
      });
    if (finished === undefined) return;
    await this.learn(finished, index);
    this.meter.end(trial.id);
    onEvent({ kind: 'trial-finished', trial: finished, progress: this.meter.read() });
  }

  /** Evaluates a running trial and finishes it in the store: complete, pruned or failed. */
  private async measure(trial: Trial, architecture: Architecture, index: number | undefined): Promise<Trial> {
    const { store, evaluate, experiment, onEvent } = this.options;
    const epochs = epochsOf(experiment, trial);
    const writes: Promise<void>[] = [];
    const prune = new AbortController();
    let last: EpochReport | undefined;
    const onEpoch = (report: EpochReport) => {
      if (prune.signal.aborted) return;
      last = report;
      writes.push(store.reportMetrics(trial, metricsOf(report)));
      this.meter.epoch(trial.id);
      this.limits.epoch(trial);
      onEvent({ kind: 'epoch', trial, report, progress: this.meter.read() });
      const weak = index !== undefined && this.suggester.report(index, report.epoch, report.validationAccuracy);
      // After the last epoch there is nothing left to save.
      if (weak && report.epoch < epochs) prune.abort();
    };
    const { params, cost, seed, number } = trial;
    const signal = AbortSignal.any([this.stop.signal, prune.signal]);
    try {
      const evaluation = await evaluate(
        { architecture, params, cost },
        { seed, epochs, measureTest: trial.kind === 'finalist', trial: number, signal, onEpoch },
      );
      await Promise.all(writes);
      return await store.finishTrial(trial, outcomeOf(evaluation, epochs));
    } catch (error) {
      await Promise.allSettled(writes);
      if (this.stop.signal.aborted) throw error;
      if (prune.signal.aborted && last) return await store.finishTrial(trial, prunedOutcome(last, experiment));
      if (!(error instanceof EvaluationError)) throw error;
      return await store.finishTrial(trial, { state: 'failed', reason: error.message, logTail: error.logTail });
    }
  }

  private async learn(trial: Trial, index: number | undefined): Promise<void> {
    if (index === undefined) return;
    this.suggester.tell(index, trial);
    const { samplerState, samplerRecords } = this.suggester.unsaved();
    await this.options.store.saveSamplerState(trial.study, samplerState, samplerRecords);
  }

  /** The first failure stops every slot, so that no candidate trains on for a study that cannot record it. */
  private giveUp(error: unknown): never {
    this.stop.abort();
    throw error;
  }

  private keepLease(): NodeJS.Timeout {
    return setInterval(() => {
      this.lease.heartbeat().catch((error: unknown) => {
        // Somebody else runs the study now. Other failures (a busy disk) show at the next write.
        if (!(error instanceof LeaseLostError)) return;
        this.lost = error;
        this.stop.abort();
      });
    }, HEARTBEAT_MILLISECONDS);
  }
}

function metricsOf(report: EpochReport) {
  const { epoch, seconds } = report;
  return [
    { epoch, seconds, name: 'loss', value: report.trainLoss },
    { epoch, seconds, name: 'val-loss', value: report.validationLoss },
    { epoch, seconds, name: 'val-accuracy', value: report.validationAccuracy },
  ];
}

function outcomeOf({ testAccuracy, ...measured }: Evaluation, epoch: number) {
  const test = testAccuracy === undefined ? [] : [{ epoch, name: TEST_ACCURACY, value: testAccuracy }];
  return { state: 'complete', ...measured, metrics: test } as const;
}

function prunedOutcome({ epoch, validationAccuracy, validationLoss, seconds }: EpochReport, { search }: Experiment): TrialOutcome {
  const { method = 'asha', epochs: [first, second] = [1, 2] } = search.fidelity ?? {};
  const reason = `${method}: not among the best 1/${second / first} of those that reached epoch ${epoch}`;
  return { state: 'pruned', reason, accuracy: validationAccuracy, loss: validationLoss, seconds };
}
