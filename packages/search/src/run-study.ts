import { costOf } from '@isoflop/blocks';
import type { ResultsStore, RunnerIdentity, RunnerLease, Trial } from '@isoflop/results-store';
import { brokenLimits, type DataShape, type Experiment, formatQuantity, openSpace, requireSatisfiable } from '@isoflop/search-space';
import { CandidateQueue } from './candidate-queue.js';
import { StudyError } from './errors.js';
import type { Evaluator } from './evaluators/evaluator.js';
import { FinalistQueue } from './finalist-queue.js';
import { LocalTrials } from './local-trials.js';
import { ProgressMeter } from './progress-meter.js';
import { requireSameStudy } from './same-study.js';
import { storedArchitecture } from './stored-architecture.js';
import type { StudyEvent } from './study-event.js';
import { StudyLimits } from './study-limits.js';
import { StudyRun } from './study-run.js';
import { Suggester } from './suggester.js';
import { type StudySummary, summarize } from './summary.js';

/** Everything a study needs from outside. */
export interface RunStudyOptions {
  readonly experiment: Experiment;
  readonly store: ResultsStore;
  readonly evaluate: Evaluator;
  /** Channels and classes of the data set, and the images of one epoch where something is trained. */
  readonly data: DataShape & { readonly trainImages?: number };
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
  const suggester = await openSuggester(options, existing);
  const meter = new ProgressMeter(options.now);
  const limits = new StudyLimits(experiment, existing, data.trainImages, options.now);
  const run = new StudyRun(options, new LocalTrials(store, experiment, options.evaluate), suggester, meter, limits, lease);
  await run.toEnd(await searchQueue(options, existing, suggester, meter));
  if (experiment.finalists && !run.stopped && !options.signal.aborted) {
    const { front } = await summarize(store, name);
    const finalists = new FinalistQueue(store, experiment, front, await store.trials(name, { kinds: ['finalist'] }));
    meter.plan(finalists.length, experiment.finalists.epochs);
    await run.toEnd(finalists);
  }
  const interrupted = options.signal.aborted;
  if (interrupted) await store.requeueRunning(name, { paused: true });
  await store.setStudyState(name, interrupted || run.stopped ? 'paused' : 'complete');
  return { ...(await summarize(store, name, experiment.budget.macs)), interrupted };
}

async function openSuggester({ experiment, store, data }: RunStudyOptions, existing: readonly Trial[]): Promise<Suggester> {
  const saved = await store.samplerState(experiment.name);
  const records = await store.samplerRecords(experiment.name);
  return new Suggester(experiment, openSpace(experiment.space), data, saved, records, searchTrials(existing));
}

/** What an earlier run left queued, new suggestions, and baselines. */
async function searchQueue(options: RunStudyOptions, existing: readonly Trial[], suggester: Suggester, meter: ProgressMeter) {
  const { experiment, store, data, onEvent } = options;
  const searched = searchTrials(existing);
  const ours = existing.filter((trial) => trial.kind !== 'finalist');
  const leftOver = await Promise.all(
    ours
      .filter((trial) => trial.state === 'queued')
      .map(async (trial) => ({ trial, architecture: await storedArchitecture(store, trial), index: indexIn(searched, trial) })),
  );
  const planned = Math.max(experiment.search.trials, searched.length) + experiment.baselines.length;
  meter.plan(planned - ours.filter((trial) => trial.state !== 'queued').length, experiment.training.epochs);
  const exhausted = (message: string) => onEvent({ kind: 'space-exhausted', message });
  return new CandidateQueue(store, experiment, openSpace(experiment.space), data, suggester, ours, leftOver, exhausted);
}

const searchTrials = (trials: readonly Trial[]) => trials.filter((trial) => trial.kind === 'search');

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
