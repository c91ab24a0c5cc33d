import type { ResultsStore, RunnerIdentity, RunnerLease, Trial } from '@isoflop/results-store';
import type { DataShape, Experiment } from '@isoflop/search-space';
import { RequestWatch } from './control/request-watch.js';
import { StudyError } from './errors.js';
import type { Evaluator } from './evaluators/evaluator.js';
import { LocalTrials } from './local-trials.js';
import { ProgressMeter } from './progress-meter.js';
import { revisionOf } from './same-study.js';
import type { StudyEvent } from './study-event.js';
import { type EpochImages, StudyLimits } from './study-limits.js';
import { type Learner, StudyRun } from './study-run.js';
import type { TrialRunner } from './trial-runner.js';

/** What an experiment says about training and running; where its candidates come from is not part of it. */
export type StudySpec = Omit<Experiment, 'space' | 'search' | 'baselines'> & {
  readonly search: Pick<Experiment['search'], 'seed' | 'fidelity'>;
};

/** Everything a study needs from outside. */
export interface SessionOptions {
  readonly experiment: StudySpec;
  readonly store: ResultsStore;
  /** Measures candidates from this process; or has them measured elsewhere. */
  readonly evaluate: Evaluator | TrialRunner;
  /** Channels and classes of the data set, and the images of one epoch where something is trained. */
  readonly data: DataShape & EpochImages;
  /** Go on with a study of this name that the store already has. */
  readonly resume: boolean;
  readonly runner: RunnerIdentity;
  /** Aborting stops evaluations at once; their candidates are queued again. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: StudyEvent) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** A study that this process holds. */
export interface StudySession {
  /** Its trials as an earlier run left them. */
  readonly existing: readonly Trial[];
  readonly meter: ProgressMeter;
  /** Aborts when the study is interrupted or cancelled. */
  readonly signal: AbortSignal;
  /** Has candidates evaluated; `learner` hears of those that it suggested. */
  run(learner?: Learner): StudyRun;
}

type Body = (session: StudySession) => Promise<void>;

/**
 * Takes a study, new or resumed, runs `body` and leaves the study paused or complete. Throws `StudyError` where it cannot start or resume as asked, and
 * the store's errors (`StudyExistsError`, `StudyBusyError`, …). Returns whether it was interrupted.
 */
export async function withStudy(options: SessionOptions, body: Body): Promise<boolean> {
  const { experiment, store } = options;
  const known = (await store.studies()).find((study) => study.name === experiment.name);
  const revision = known && options.resume ? revisionOf(experiment, known.spec) : undefined;
  if (!known && options.resume)
    throw new StudyError(`study "${experiment.name}" cannot be resumed, the store has none of that name; leave --resume out to start it`);
  if (!known || !options.resume) await store.createStudy({ name: experiment.name, spec: experiment as never });
  const lease = await store.acquireRunner(experiment.name, options.runner);
  try {
    if (revision) await store.reviseStudy(experiment.name, revision);
    return await runLeased(options, lease, body);
  } finally {
    await lease.release();
  }
}

async function runLeased(options: SessionOptions, lease: RunnerLease, body: Body): Promise<boolean> {
  const { experiment, store, onEvent } = options;
  const requests = new RequestWatch(store, experiment.name, onEvent);
  await requests.begin();
  try {
    return await runWatched({ ...options, signal: AbortSignal.any([options.signal, requests.cancelled]) }, lease, requests, body);
  } finally {
    requests.end();
  }
}

async function runWatched(options: SessionOptions, lease: RunnerLease, requests: RequestWatch, body: Body): Promise<boolean> {
  const { experiment, store, data, evaluate, now, signal } = options;
  const { name } = experiment;
  await store.setStudyState(name, 'running');
  await store.requeueRunning(name);
  const existing = await store.trials(name);
  const meter = new ProgressMeter(now);
  const limits = new StudyLimits(experiment, existing, data, now);
  const trials = typeof evaluate === 'function' ? new LocalTrials(store, experiment, evaluate) : evaluate;
  const runs: StudyRun[] = [];
  const run = (learner?: Learner) => {
    const started = new StudyRun(options, trials, learner, meter, limits, requests, lease);
    runs.push(started);
    return started;
  };
  await body({ existing, meter, signal, run });
  const interrupted = signal.aborted;
  if (interrupted) await store.requeueRunning(name, { paused: true });
  await requests.settle();
  const paused = interrupted || runs.some(({ stopped }) => stopped);
  if (!paused && typeof evaluate === 'function') await evaluate.forget?.();
  await store.setStudyState(name, paused ? 'paused' : 'complete');
  return interrupted;
}
