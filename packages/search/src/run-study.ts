import { costOf } from '@isoflop/blocks';
import type { Trial } from '@isoflop/results-store';
import {
  type ArchitectureSpace,
  brokenLimits,
  type DataShape,
  type Experiment,
  type FeasibleSampler,
  feasibleSampler,
  formatQuantity,
  openSpace,
} from '@isoflop/search-space';
import { CandidateQueue } from './candidate-queue.js';
import { StudyError } from './errors.js';
import { FinalistQueue } from './finalist-queue.js';
import type { ProgressMeter } from './progress-meter.js';
import { type SessionOptions, withStudy } from './study-session.js';
import { Suggester } from './suggester.js';
import { type StudySummary, summarize } from './summary.js';

/** What a search needs from outside. */
export interface RunStudyOptions extends SessionOptions {
  readonly experiment: Experiment;
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
  const { name } = experiment;
  const space = openSpace(experiment.space);
  const inside = feasibleSampler(space, options.data, experiment.budget);
  requireBaselines(experiment, space, options.data);
  const interrupted = await withStudy(options, async ({ meter, signal, ...session }) => {
    const existing = await dropOutside(options, session.existing);
    const suggester = await openSuggester(options, space, inside, existing);
    const run = session.run(suggester);
    await run.toEnd(await searchQueue(options, space, existing, suggester, meter));
    if (!experiment.finalists || run.stopped || signal.aborted) return;
    const { front } = await summarize(store, name);
    const finalists = new FinalistQueue(store, experiment, front, await store.trials(name, { kinds: ['finalist'] }));
    meter.plan(finalists.length, experiment.finalists.epochs);
    await run.toEnd(finalists);
  });
  return { ...(await summarize(store, name)), interrupted };
}

async function openSuggester(
  { experiment, store }: RunStudyOptions,
  space: ArchitectureSpace,
  inside: FeasibleSampler,
  existing: readonly Trial[],
) {
  const saved = await store.samplerState(experiment.name);
  const records = await store.samplerRecords(experiment.name);
  return new Suggester({ experiment, space, inside, saved, records, searched: searchTrials(existing) });
}

/** What waits in the store, new suggestions, and baselines. */
async function searchQueue(
  options: RunStudyOptions,
  space: ArchitectureSpace,
  existing: readonly Trial[],
  suggester: Suggester,
  meter: ProgressMeter,
) {
  const { experiment, store, data, now, onEvent } = options;
  const { epochs } = experiment.training;
  const queue = new CandidateQueue({
    ...{ store, experiment, space, data, suggester, existing, now },
    onExhausted: (message) => onEvent({ kind: 'space-exhausted', message }),
    onExtra: () => meter.plan(1, epochs),
  });
  meter.plan(queue.length, epochs);
  return queue;
}

/** Candidates that waited when the budget was changed are not evaluated where they are outside of it now. Returns the trials after that. */
async function dropOutside({ experiment, store }: RunStudyOptions, existing: readonly Trial[]): Promise<readonly Trial[]> {
  const dropped = existing.map((trial) => {
    const broken = trial.kind === 'search' && trial.state === 'queued' ? brokenLimits(trial.cost, experiment.budget) : [];
    if (broken.length === 0) return trial;
    return store.finishTrial(trial, {
      state: 'pruned',
      reason: `the budget was changed, and its ${broken.join(' and ')} are outside of it now`,
    });
  });
  return Promise.all(dropped);
}

const searchTrials = (trials: readonly Trial[]) => trials.filter((trial) => trial.kind === 'search');

/** Refuses, before anything is trained, baselines that the budget is too small for. */
function requireBaselines(experiment: Experiment, space: ArchitectureSpace, data: DataShape): void {
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
