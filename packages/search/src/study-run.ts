import { LeaseLostError, type RunnerLease, type Trial } from '@isoflop/results-store';
import type { Candidate, CandidateSource } from './candidate.js';
import type { RequestWatch } from './control/request-watch.js';
import type { EpochReport } from './evaluators/evaluator.js';
import { KnownResults } from './known-results.js';
import type { ProgressMeter } from './progress-meter.js';
import { StartGate } from './start-gate.js';
import { epochsOf, type StudyLimits } from './study-limits.js';
import type { SessionOptions } from './study-session.js';
import type { Suggester } from './suggester.js';
import type { TrialRunner, TrialWatch } from './trial-runner.js';

const HEARTBEAT_MILLISECONDS = 10_000;

/** What suggested candidates, and learns from them. */
export type Learner = Pick<Suggester, 'report' | 'tell' | 'unsaved'>;

/** Has candidates evaluated, several at once, and learns from what comes of them. */
export class StudyRun {
  private readonly stop = new AbortController();
  /** Set when another process took the study over. */
  private lost: LeaseLostError | undefined;

  private readonly known: KnownResults;
  private readonly gate: StartGate;
  /** Why no more candidates are started. */
  private stopping: string | undefined;

  constructor(
    private readonly options: SessionOptions,
    private readonly trials: TrialRunner,
    private readonly learner: Learner | undefined,
    private readonly meter: ProgressMeter,
    private readonly limits: StudyLimits,
    private readonly requests: RequestWatch,
    private readonly lease: RunnerLease,
  ) {
    this.known = new KnownResults(options.store);
    this.gate = new StartGate(trials.mostWaiting);
    this.stop.signal.addEventListener('abort', () => this.gate.open(), { once: true });
  }

  /** Whether a limit was reached or somebody asked to stop: candidates are left over. */
  get stopped(): boolean {
    return this.stopping !== undefined;
  }

  /** Resolves when the source has no candidate left, a limit is reached, somebody asked to stop or the run was aborted; rejects where the study cannot go on. */
  async toEnd(source: CandidateSource): Promise<void> {
    const { signal } = this.options;
    const abort = () => this.stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    const beat = this.keepLease();
    try {
      const slots = Array.from({ length: this.trials.slots }, () => this.slot(source));
      const ended = await Promise.allSettled(slots.map((slot) => slot.catch((error: unknown) => this.giveUp(error))));
      const failure = ended.find((result) => result.status === 'rejected');
      if (failure) throw failure.reason;
      if (this.lost) throw this.lost;
      await this.saveLearner();
    } finally {
      clearInterval(beat);
      signal.removeEventListener('abort', abort);
    }
  }

  /** One candidate after the other. */
  private async slot(source: CandidateSource): Promise<void> {
    while (await this.mayStart()) {
      const candidate = await this.gate.next(source, () => this.mayStart());
      if (!candidate) return;
      if (this.stop.signal.aborted) return;
      await this.evaluate(candidate).finally(() => this.gate.passed(candidate.trial.id));
    }
  }

  private async mayStart(): Promise<boolean> {
    await this.requests.whilePaused(this.stop.signal);
    return !this.stop.signal.aborted && !this.reachedLimit();
  }

  private reachedLimit(): boolean {
    const reached = this.stopping === undefined ? (this.requests.stopped ?? this.limits.reached()) : undefined;
    if (reached !== undefined) {
      this.stopping = reached;
      this.options.onEvent({ kind: 'stopping', message: `${reached}: candidates under way finish, no other is started` });
    }
    return this.stopping !== undefined;
  }

  private async evaluate(candidate: Candidate): Promise<void> {
    const { index } = candidate;
    if (this.known.isUnderWay(candidate.trial)) this.gate.passed(candidate.trial.id);
    const watch: TrialWatch = {
      signal: this.stop.signal,
      onStart: (trial) => this.started(trial),
      onEpoch: (trial, report) => this.judge(trial, report, index),
    };
    const finished = await this.known
      .finish(candidate.trial, watch.onStart, () => this.trials.run(candidate, watch))
      .catch((error: unknown) => {
        if (this.stop.signal.aborted) return undefined;
        throw error;
      });
    if (finished === undefined) return;
    if (index !== undefined) this.learner?.tell(index, finished);
    this.meter.end(finished.id);
    this.options.onEvent({ kind: 'trial-finished', trial: finished, progress: this.meter.read() });
  }

  private started(trial: Trial): void {
    this.gate.passed(trial.id);
    this.meter.begin(trial.id, trial.cost.macs, epochsOf(this.options.experiment, trial));
    this.options.onEvent({ kind: 'trial-started', trial, progress: this.meter.read() });
  }

  /** Whether a trial is too weak to go on. */
  private judge(trial: Trial, report: EpochReport, index: number | undefined): boolean {
    if (report.restored) this.meter.restored(trial.id);
    else {
      this.meter.epoch(trial.id);
      this.limits.epoch(trial, report.epoch);
    }
    this.options.onEvent({ kind: 'epoch', trial, report, progress: this.meter.read() });
    return index !== undefined && this.learner?.report(index, report.epoch, report.validationAccuracy) === true;
  }

  /** Every suggestion is saved with what the learner was told before it; here, what it was told after the last. */
  private async saveLearner(): Promise<void> {
    if (this.learner === undefined) return;
    const { samplerState, samplerRecords } = this.learner.unsaved();
    await this.options.store.saveSamplerState(this.options.experiment.name, samplerState, samplerRecords);
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
