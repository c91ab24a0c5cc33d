import { type ArtifactInput, type ResultsStore, type Trial, UnknownStudyError } from '@isoflop/results-store';
import type { Experiment } from '@isoflop/search-space';
import { storedExperiment } from '../control/stored-experiment.js';
import type { EpochReport, Evaluator } from '../evaluators/evaluator.js';
import { Pause } from './pause.js';
import { unlessRefused } from './refusals.js';
import type { TakenJob, TrialJobs } from './trial-jobs.js';
import { runWorkerTrial } from './worker-trial.js';

const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1000;

/** What a worker tells whoever watches. */
export type WorkerEvent =
  | { readonly kind: 'started'; readonly trial: Trial }
  | { readonly kind: 'epoch'; readonly trial: Trial; readonly report: EpochReport }
  | { readonly kind: 'finished'; readonly trial: Trial }
  /** The trial was pruned, cancelled or given to another worker. */
  | { readonly kind: 'taken-away'; readonly trial: Trial }
  /** This worker stops. */
  | { readonly kind: 'given-back'; readonly trial: Trial };

/** How this worker measures the candidates of one study. */
export interface WorkerEvaluator {
  readonly evaluate: Evaluator;
  /** Puts what was written where others can read it. */
  readonly keepArtifacts?: (artifacts: readonly ArtifactInput[]) => Promise<void>;
}

export interface WorkerOptions {
  readonly store: ResultsStore;
  readonly jobs: TrialJobs;
  /** For the history of a trial, such as `host/1234`; with several at once each has the number of its slot as well: `host/1234/2`. */
  readonly name: string;
  /** Trials at once. */
  readonly concurrency: number;
  /** Ends after so long without a trial; never unless given. */
  readonly idleSeconds?: number;
  /** Called once for a study, or again when its experiment was changed. */
  readonly openEvaluator: (experiment: Experiment) => Promise<WorkerEvaluator>;
  /** Aborting gives the trials under way back and ends the worker. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: WorkerEvent) => void;
}

/** Takes trials of any study of the store and runs them, until it is stopped or idle for too long. Returns how many it finished. */
export async function runWorker(options: WorkerOptions): Promise<number> {
  const worker = new Worker(options);
  const slots = await Promise.allSettled(Array.from({ length: options.concurrency }, (_, index) => worker.slot(index)));
  const failure = slots.find((slot) => slot.status === 'rejected');
  if (failure) throw failure.reason;
  return worker.finished;
}

class Worker {
  finished = 0;
  private busy = 0;
  private idleSince = performance.now();
  private readonly failed = new AbortController();
  private readonly stop: AbortSignal;
  private readonly evaluators = new Map<string, { readonly spec: string; readonly evaluator: Promise<WorkerEvaluator> }>();

  constructor(private readonly options: WorkerOptions) {
    this.stop = AbortSignal.any([options.signal, this.failed.signal]);
  }

  /** One trial after the other. */
  async slot(index: number): Promise<void> {
    const { name, concurrency } = this.options;
    const slotName = concurrency === 1 ? name : `${name}/${index + 1}`;
    const pause = new Pause(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS);
    try {
      while (!this.stop.aborted && !this.idleForTooLong()) {
        const job = await this.options.jobs.take();
        if (job && (await this.run(job, slotName))) pause.shorten();
        else await pause.wait(this.stop);
      }
    } catch (error) {
      this.failed.abort();
      throw error;
    }
  }

  private idleForTooLong(): boolean {
    const { idleSeconds = Number.POSITIVE_INFINITY } = this.options;
    return this.busy === 0 && performance.now() - this.idleSince >= idleSeconds * 1000;
  }

  /** Returns whether there was something to do. */
  private async run(job: TakenJob, worker: string): Promise<boolean> {
    const { store, jobs, onEvent } = this.options;
    const experiment = await this.experimentOf(job);
    if (experiment === undefined) {
      await jobs.done(job);
      return false;
    }
    // A worker that cannot measure the candidates of the study leaves them to others, and does not go on.
    const evaluator = await this.evaluatorOf(experiment).catch(async (error: unknown) => {
      await jobs.giveBack(job);
      throw error;
    });
    // Another worker was quicker, or the trial needs no start any more.
    const trial = await unlessRefused(store.startTrial(job.trialId, { worker, ...(job.epochs !== undefined && { epochs: job.epochs }) }));
    await jobs.done(job);
    if (trial === undefined) return false;
    this.busy++;
    try {
      onEvent({ kind: 'started', trial });
      const onEpoch = (_: Trial, report: EpochReport) => onEvent({ kind: 'epoch', trial, report });
      const end = await runWorkerTrial(trial, {
        ...{ store, experiment, ...evaluator, silenceSeconds: job.silenceSeconds, signal: this.stop, onEpoch },
      });
      if (end.kind === 'finished') this.finished++;
      onEvent(end.kind === 'finished' ? end : { kind: end.kind, trial });
    } finally {
      this.busy--;
      this.idleSince = performance.now();
    }
    return true;
  }

  /** Undefined where the study is gone, or is not being run: whoever resumes it sends its jobs again. */
  private async experimentOf({ study: name }: TakenJob): Promise<Experiment | undefined> {
    try {
      const study = await this.options.store.study(name);
      return study.state === 'running' ? storedExperiment(study) : undefined;
    } catch (error) {
      if (error instanceof UnknownStudyError) return undefined;
      throw error;
    }
  }

  private evaluatorOf(experiment: Experiment): Promise<WorkerEvaluator> {
    const spec = JSON.stringify(experiment);
    const known = this.evaluators.get(experiment.name);
    if (known?.spec === spec) return known.evaluator;
    const evaluator = this.options.openEvaluator(experiment);
    this.evaluators.set(experiment.name, { spec, evaluator });
    return evaluator;
  }
}
