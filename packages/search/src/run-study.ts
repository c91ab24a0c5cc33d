import { costOf } from '@isoflop/blocks';
import type { ResultsStore, RunnerIdentity, RunnerLease, Trial } from '@isoflop/results-store';
import { brokenLimits, type DataShape, type Experiment, formatQuantity, openSpace, requireSatisfiable } from '@isoflop/search-space';
import { CandidateQueue } from './candidate-queue.js';
import { StudyError } from './errors.js';
import type { Evaluator } from './evaluator.js';
import { ProgressMeter } from './progress-meter.js';
import { requireSameStudy } from './same-study.js';
import type { StudyEvent } from './study-event.js';
import { StudyRun } from './study-run.js';
import { Suggester } from './suggester.js';
import { type StudySummary, summarize } from './summary.js';

/** Everything a study needs from outside. */
export interface RunStudyOptions {
  readonly experiment: Experiment;
  readonly store: ResultsStore;
  readonly evaluate: Evaluator;
  /** Channels and classes of the data set. */
  readonly data: DataShape;
  /** Go on with a study of this name that the store already has. */
  readonly resume: boolean;
  readonly runner: RunnerIdentity;
  /** Aborting stops evaluations at once; their candidates are queued again. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: StudyEvent) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** How a run ended. */
export interface StudyResult extends StudySummary {
  readonly interrupted: boolean;
}

/**
 * Runs a study to its end, or until it is interrupted. Every trial is in the store before it starts; a candidate that fails is a recorded
 * result. Throws before anything is stored: `ImpossibleBudgetError` where no network fits, `StudyError` where the study cannot start or
 * resume as asked, and the store's errors (`StudyExistsError`, `StudyBusyError`, …).
 */
export async function runStudy(options: RunStudyOptions): Promise<StudyResult> {
  const { experiment, store } = options;
  requirePossible(experiment, options.data);
  const known = (await store.studies()).find((study) => study.name === experiment.name);
  if (known && options.resume) requireSameStudy(experiment, known.spec);
  if (!known && options.resume)
    throw new StudyError(`study "${experiment.name}" cannot be resumed, the store has none of that name; leave --resume out to start it`);
  if (!known || !options.resume) await store.createStudy({ name: experiment.name, spec: experiment as never });
  const lease = await store.acquireRunner(experiment.name, options.runner);
  try {
    return await runLeased(options, lease);
  } finally {
    await lease.release();
  }
}

async function runLeased(options: RunStudyOptions, lease: RunnerLease): Promise<StudyResult> {
  const { experiment, store, data } = options;
  const { name } = experiment;
  await store.setStudyState(name, 'running');
  await store.requeueRunning(name);
  const existing = await store.trials(name);
  const space = openSpace(experiment.space);
  const searched = existing.filter((trial) => trial.kind === 'search');
  const suggester = new Suggester(experiment, space, data, await store.samplerState(name), searched);
  const leftOver = await Promise.all(
    existing
      .filter((trial) => trial.state === 'queued')
      .map(async (trial) => ({ trial, architecture: await architectureOf(store, trial), index: indexIn(searched, trial) })),
  );
  const exhausted = (message: string) => options.onEvent({ kind: 'space-exhausted', message });
  const queue = new CandidateQueue(store, experiment, space, data, suggester, existing, leftOver, exhausted);
  const planned = Math.max(experiment.search.trials, searched.length) + experiment.baselines.length;
  const over = existing.filter((trial) => trial.state !== 'queued').length;
  const meter = new ProgressMeter(planned - over, experiment.training.epochs, options.now);
  const run = new StudyRun(options, queue, suggester, meter, lease);
  await run.toEnd();
  const interrupted = options.signal.aborted;
  if (interrupted) await store.requeueRunning(name, { paused: true });
  await store.setStudyState(name, interrupted ? 'paused' : 'complete');
  return { ...(await summarize(store, name, experiment.budget.macs)), interrupted };
}

/** Refuses, before anything is trained, a budget that the space or the base network cannot meet. */
function requirePossible(experiment: Experiment, data: DataShape): void {
  const space = openSpace(experiment.space);
  requireSatisfiable(space, data, experiment.budget);
  if (experiment.baselines.length === 0) return;
  if (experiment.budget.macs === undefined) {
    throw new StudyError('baselines: scaling to an equal budget needs budget.macs, got none; add it or leave baselines out');
  }
  const cost = costOf(space.build(space.base, data));
  if (brokenLimits(cost, { macs: experiment.budget.macs }).length > 0) {
    throw new StudyError(
      `baselines: the base network (the first value of every dimension) must fit budget.macs, it needs ${formatQuantity(cost.macs)}, got ` +
        `${formatQuantity(experiment.budget.macs)}; list smaller values first or leave baselines out`,
    );
  }
}

function indexIn(searched: readonly Trial[], trial: Trial): number | undefined {
  const index = searched.findIndex((candidate) => candidate.id === trial.id);
  return index < 0 ? undefined : index;
}

async function architectureOf(store: ResultsStore, trial: Trial) {
  const architecture = await store.architecture(trial.architectureHash);
  if (!architecture)
    throw new StudyError(
      `trial ${trial.number} of "${trial.study}": the store has lost its architecture ${trial.architectureHash}; check the database with isoflop doctor`,
    );
  return architecture;
}
