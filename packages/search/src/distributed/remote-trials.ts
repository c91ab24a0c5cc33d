import { type ResultsStore, type Trial, TrialStateError, type TrialWorker } from '@isoflop/results-store';
import type { Candidate } from '../candidate.js';
import { epochsOf } from '../study-limits.js';
import type { StudySpec } from '../study-session.js';
import { prunedOutcome } from '../trial-outcomes.js';
import type { TrialRunner, TrialWatch } from '../trial-runner.js';
import { epochReports } from './epoch-reports.js';
import { Pause } from './pause.js';
import { Silence } from './silence.js';
import type { TrialJobs } from './trial-jobs.js';

/** So many trials wait in the queue, so that a worker that ends one finds the next. */
const WAITING = 2;
const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1000;
/** With trials waiting and no worker on one for so long, somebody should know. */
const IDLE_SECONDS = 30;
/** A job for a trial that is still waiting is sent again, in case it was lost, or dropped while the study was paused. The queue takes it once. */
const RESEND_SECONDS = 10;

export interface RemoteTrialsOptions {
  readonly experiment: StudySpec;
  readonly store: ResultsStore;
  readonly jobs: TrialJobs;
  /** A worker that is not heard of for so long is given up, and its trial goes to another: 60 unless given. */
  readonly silenceSeconds?: number;
  /** Told when a trial is taken from a silent worker, or was given back by one that stops. */
  readonly onLost?: (trial: Trial, why: string) => void;
  /** Told now and then while trials wait and none is with a worker. */
  readonly onIdle?: () => void;
}

interface Watched {
  /** As it was seen last. */
  trial: Trial;
  readonly watch: TrialWatch;
  /** The attempt that `onStart` was told of; 0 before. */
  attempt: number;
  /** Last epoch that was judged. */
  judged: number;
  /** Undefined while no job is out. */
  sentAt: number | undefined;
  readonly resolve: (trial: Trial) => void;
  readonly reject: (error: unknown) => void;
}

const monotonicSeconds = () => performance.now() / 1000;

/**
 * Has trials evaluated by workers on any machine. They take jobs from the queue and write to the store by themselves, so a result is safe whatever becomes of this
 * process; what happens to trials under way is learnt by looking at the store. A candidate that is with a worker already is only watched.
 */
export class RemoteTrials implements TrialRunner {
  readonly slots = 1024;
  readonly mostWaiting = WAITING;
  private readonly watched = new Map<number, Watched>();
  private readonly silence = new Silence(monotonicSeconds);
  private readonly pause = new Pause(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS);
  private readonly silenceSeconds: number;
  private looking = false;
  private idleSince: number | undefined;

  constructor(private readonly options: RemoteTrialsOptions) {
    this.silenceSeconds = options.silenceSeconds ?? 60;
  }

  run({ trial }: Candidate, watch: TrialWatch): Promise<Trial> {
    return new Promise((resolve, reject) => {
      const { signal } = watch;
      const abort = () => {
        this.watched.delete(trial.number);
        reject(signal.reason);
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      const settle =
        <Value>(then: (value: Value) => void) =>
        (value: Value) => {
          signal.removeEventListener('abort', abort);
          this.watched.delete(trial.number);
          this.silence.forget(trial.number);
          then(value);
        };
      const entry = { trial, watch, attempt: 0, judged: 0, sentAt: undefined, resolve: settle(resolve), reject: settle(reject) };
      this.watched.set(trial.number, entry);
      this.pause.shorten();
      if (!this.looking) void this.keepLooking();
    });
  }

  private async keepLooking(): Promise<void> {
    this.looking = true;
    try {
      while (this.watched.size > 0) {
        if (await this.look()) this.pause.shorten();
        await this.pause.wait();
      }
    } catch (error) {
      for (const { reject } of [...this.watched.values()]) reject(error);
    } finally {
      this.looking = false;
    }
  }

  /** Compares the store with what was seen last. Returns whether anything happened. */
  private async look(): Promise<boolean> {
    const { store, experiment } = this.options;
    for (const entry of this.watched.values()) if (entry.sentAt === undefined && entry.trial.state === 'queued') await this.send(entry);
    const entries = [...this.watched.values()];
    const workers = new Map((await store.trialWorkers(experiment.name)).map((worker) => [worker.trial, worker]));
    const open = new Map((await store.trials(experiment.name, { states: ['queued', 'running'] })).map((trial) => [trial.number, trial]));
    let news = false;
    for (const entry of entries) {
      const before = entry.trial;
      entry.trial = open.get(before.number) ?? (await store.trial(experiment.name, before.number));
      news = (await this.follow(entry, before, workers.get(before.number))) || news;
    }
    this.noticeIdleness(workers.size);
    return news;
  }

  private async follow(entry: Watched, before: Trial, worker: TrialWorker | undefined): Promise<boolean> {
    switch (entry.trial.state) {
      case 'queued':
        await this.followQueued(entry, before);
        return entry.trial.attempt > before.attempt;
      case 'running':
        return this.followRunning(entry, worker);
      case 'complete':
      case 'pruned':
      case 'failed':
        this.noticeStart(entry);
        await this.judge(entry);
        entry.resolve(entry.trial);
        return true;
    }
  }

  private async followQueued(entry: Watched, before: Trial): Promise<void> {
    this.silence.forget(entry.trial.number);
    const givenBack = before.state === 'running' || entry.trial.attempt > before.attempt;
    if (givenBack) this.options.onLost?.(entry.trial, 'its worker gave it back');
    const since = entry.sentAt === undefined ? Number.POSITIVE_INFINITY : monotonicSeconds() - entry.sentAt;
    if (givenBack || since > RESEND_SECONDS) await this.send(entry);
  }

  private async followRunning(entry: Watched, worker: TrialWorker | undefined): Promise<boolean> {
    const started = this.noticeStart(entry);
    // It may have started or ended between the two looks.
    if (worker?.attempt !== entry.trial.attempt) return started;
    const silence = this.silence.of(worker.trial, `${worker.attempt}/${worker.heartbeatAt}`);
    if (silence > this.silenceSeconds) await this.takeBack(entry, worker, silence);
    if (silence > 0) return started;
    const weak = await this.judge(entry);
    if (weak !== undefined)
      await ignoringRefusals(this.options.store.finishTrial(entry.trial, prunedOutcome(weak, this.options.experiment)));
    return true;
  }

  /** Tells of an attempt that was not seen before. */
  private noticeStart(entry: Watched): boolean {
    const { trial, watch } = entry;
    if (trial.attempt === entry.attempt) return false;
    entry.attempt = trial.attempt;
    entry.judged = 0;
    watch.onStart(trial);
    return true;
  }

  /** Tells of the epochs that came since the last look. Returns the one after which the trial is too weak to go on. */
  private async judge(entry: Watched) {
    const { store, experiment } = this.options;
    const epochs = epochsOf(experiment, entry.trial);
    for (const report of epochReports(await store.metrics(entry.trial.id), epochs)) {
      if (report.epoch <= entry.judged) continue;
      entry.judged = report.epoch;
      const weak = entry.watch.onEpoch(entry.trial, report);
      if (weak && report.epoch < epochs && entry.trial.state === 'running') return report;
    }
    return undefined;
  }

  private async takeBack(entry: Watched, { worker }: TrialWorker, silence: number): Promise<void> {
    const taken = await ignoringRefusals(this.options.store.requeueTrial(entry.trial));
    if (!taken) return;
    entry.trial = taken;
    entry.sentAt = undefined;
    this.options.onLost?.(taken, `its worker ${worker} was silent for ${Math.round(silence)} s`);
  }

  private async send(entry: Watched): Promise<void> {
    entry.sentAt = monotonicSeconds();
    const { study, id } = entry.trial;
    const epochs = epochsOf(this.options.experiment, entry.trial);
    await this.options.jobs.send({ study, trialId: id, epochs, silenceSeconds: this.silenceSeconds });
  }

  private noticeIdleness(workers: number): void {
    const now = monotonicSeconds();
    if (workers > 0) this.idleSince = undefined;
    else this.idleSince ??= now;
    if (this.idleSince === undefined || now - this.idleSince < IDLE_SECONDS) return;
    this.idleSince = now;
    this.options.onIdle?.();
  }
}

/** A trial that has just ended or gone elsewhere shows at the next look. */
async function ignoringRefusals<Result>(write: Promise<Result>): Promise<Result | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof TrialStateError) return undefined;
    throw error;
  }
}
