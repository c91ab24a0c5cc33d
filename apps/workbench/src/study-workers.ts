import { hostname } from 'node:os';
import type { ResultsStore } from '@isoflop/results-store';
import { PgBossJobs, RemoteTrials, runWorker, type WorkerEvent } from '@isoflop/search';
import type { Experiment } from '@isoflop/search-space';
import { percent } from './format.js';
import type { Io } from './io.js';
import { patience } from './store.js';
import { type WorkerPlace, workerEvaluator } from './worker-evaluator.js';

export interface StudyWorkersOptions extends WorkerPlace {
  readonly experiment: Experiment;
  readonly store: ResultsStore;
  readonly storeUrl: string;
  /** Trials that this process takes at once beside those of other workers; none unless given. */
  readonly workersHere?: number;
  readonly silenceSeconds?: number;
  readonly signal: AbortSignal;
}

/** Runs `use` with a way to have trials measured by the workers of a PostgreSQL store. Rejects as well when a worker of this process cannot go on. */
export async function withStudyWorkers<Result>(
  io: Io,
  options: StudyWorkersOptions,
  use: (trials: RemoteTrials, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { experiment, store, storeUrl, workersHere, silenceSeconds, signal } = options;
  const jobs = await PgBossJobs.open(storeUrl, patience(io));
  const done = new AbortController();
  const failed = new AbortController();
  const worker = workersHere === undefined ? undefined : runHere(io, options, jobs, AbortSignal.any([signal, done.signal]));
  const watched = worker?.catch((error: unknown) => failed.abort(error));
  try {
    const trials = new RemoteTrials({
      ...{ experiment, store, jobs, ...(silenceSeconds !== undefined && { silenceSeconds }) },
      onLost: (trial, why) => io.say(`trial ${trial.number} is put back into the queue: ${why}`),
      onIdle: () =>
        io.say(`trials wait and no worker takes them; start some, here or on other machines: isoflop worker --store ${store.url}`),
    });
    const result = await use(trials, AbortSignal.any([signal, failed.signal]));
    failed.signal.throwIfAborted();
    return result;
  } finally {
    done.abort();
    await watched;
    await jobs.close();
  }
}

function runHere(io: Io, options: StudyWorkersOptions, jobs: PgBossJobs, signal: AbortSignal): Promise<number> {
  const { store, workersHere = 1 } = options;
  return runWorker({
    ...{ store, jobs, name: workerName(), concurrency: workersHere, signal },
    openEvaluator: (experiment) => workerEvaluator(io, store, experiment, options),
    // The study tells of its trials by itself.
    onEvent: () => {},
  });
}

/** For the history of trials. */
export function workerName(): string {
  return `${hostname()}/${process.pid}`;
}

/** One line for each thing that happens at a worker. */
export function workerLine({ kind, trial, ...event }: WorkerEvent): string {
  const name = `${trial.study}, trial ${trial.number}`;
  switch (kind) {
    case 'started':
      return `${name}: attempt ${trial.attempt}`;
    case 'epoch': {
      const { epoch, epochs, validationAccuracy } = (event as Extract<WorkerEvent, { kind: 'epoch' }>).report;
      return `${name}: epoch ${epoch}/${epochs}, accuracy ${percent(validationAccuracy)}`;
    }
    case 'finished':
      return `${name}: ${trial.state === 'complete' ? `accuracy ${percent(trial.accuracy)}` : `${trial.state}: ${trial.reason}`}`;
    case 'taken-away':
      return `${name}: stopped, it was pruned, cancelled or given to another worker`;
    case 'given-back':
      return `${name}: put back into the queue`;
  }
}
