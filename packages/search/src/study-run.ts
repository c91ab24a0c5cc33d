import { LeaseLostError, type RunnerLease, type Trial } from '@isoflop/results-store';
import type { Candidate, CandidateQueue } from './candidate-queue.js';
import { type EpochReport, type Evaluation, EvaluationError } from './evaluator.js';
import type { ProgressMeter } from './progress-meter.js';
import type { RunStudyOptions } from './run-study.js';
import type { Suggester } from './suggester.js';

const HEARTBEAT_MILLISECONDS = 10_000;

/** Evaluates candidates, several at once, and stores what comes of them. */
export class StudyRun {
  private readonly stop = new AbortController();
  /** Set when another process took the study over. */
  private lost: LeaseLostError | undefined;

  constructor(
    private readonly options: RunStudyOptions,
    private readonly queue: CandidateQueue,
    private readonly suggester: Suggester,
    private readonly meter: ProgressMeter,
    private readonly lease: RunnerLease,
  ) {}

  /** Resolves when nothing is left to do or the run was aborted; rejects where the study cannot go on. */
  async toEnd(): Promise<void> {
    const { signal } = this.options;
    const abort = () => this.stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    const beat = this.keepLease();
    try {
      const slots = Array.from({ length: this.options.experiment.runtime.workers }, () => this.slot());
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
  private async slot(): Promise<void> {
    while (!this.stop.signal.aborted) {
      const candidate = await this.queue.next();
      if (!candidate) return;
      if (this.stop.signal.aborted) return;
      await this.evaluate(candidate);
    }
  }

  private async evaluate({ trial: queued, architecture, index }: Candidate): Promise<void> {
    const { store, evaluate, onEvent } = this.options;
    const trial = await store.startTrial(queued.id);
    this.meter.begin(trial.id, trial.cost.macs);
    onEvent({ kind: 'trial-started', trial, progress: this.meter.read() });
    const writes: Promise<void>[] = [];
    const onEpoch = (report: EpochReport) => {
      writes.push(store.reportMetrics(trial, metricsOf(report)));
      this.meter.epoch(trial.id);
      onEvent({ kind: 'epoch', trial, report, progress: this.meter.read() });
    };
    let finished: Trial;
    try {
      const context = { seed: trial.seed, trial: trial.number, signal: this.stop.signal, onEpoch };
      const evaluation = await evaluate(architecture, context);
      await Promise.all(writes);
      finished = await store.finishTrial(trial, outcomeOf(evaluation));
    } catch (error) {
      await Promise.allSettled(writes);
      if (this.stop.signal.aborted) return;
      if (!(error instanceof EvaluationError)) throw error;
      finished = await store.finishTrial(trial, { state: 'failed', reason: error.message, logTail: error.logTail });
    }
    await this.learn(finished, index);
    this.meter.end();
    onEvent({ kind: 'trial-finished', trial: finished, progress: this.meter.read() });
  }

  private async learn(trial: Trial, index: number | undefined): Promise<void> {
    if (index === undefined) return;
    this.suggester.tell(index, trial);
    await this.options.store.saveSamplerState(trial.study, this.suggester.state());
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

function outcomeOf({ accuracy, loss, seconds, imagesPerSecond, facts, artifacts }: Evaluation) {
  return { state: 'complete', accuracy, loss, seconds, imagesPerSecond, facts, artifacts } as const;
}
