import type { ResultsStore, Trial } from '@isoflop/results-store';
import { StudyError } from '../errors.js';
import { storedArchitecture } from '../stored-architecture.js';
import { requireInside } from './enqueue-candidate.js';
import { reopen } from './reopen.js';
import { storedExperiment } from './stored-experiment.js';

export interface RerunOptions {
  /** A trial by its number, or every failed one that has not been run again yet. */
  readonly which: number | 'failed';
  /** Of weights and data order; that of the trial unless given. */
  readonly seed?: number;
}

/**
 * Queues trials that are over once more, as new trials of the same candidates; their results are measured, and never copied. Returns the new ones. Throws
 * `StudyError` for a trial that is not over, or is outside the study's budget.
 */
export async function rerunTrials(store: ResultsStore, study: string, { which, seed }: RerunOptions): Promise<readonly Trial[]> {
  const experiment = storedExperiment(await store.study(study));
  const chosen = which === 'failed' ? await failedOnes(store, study) : [await finishedOne(store, study, which)];
  const queued: Trial[] = [];
  for (const trial of chosen) {
    if (trial.kind === 'search') requireInside(experiment, trial.cost);
    const { kind, label, number, parents, params, cost, architectureHash: hash } = trial;
    const architecture = { hash, architecture: await storedArchitecture(store, trial) };
    const same = { kind, ...(label !== null && { label }), parents, params, architecture, cost };
    queued.push(await store.createTrial(study, { ...same, rerunOf: number, seed: seed ?? trial.seed }));
  }
  if (queued.length > 0) await reopen(store, study);
  return queued;
}

async function finishedOne(store: ResultsStore, study: string, number: number): Promise<Trial> {
  const trial = await store.trial(study, number);
  if (trial.state !== 'queued' && trial.state !== 'running') return trial;
  throw new StudyError(
    `trial ${number} of "${study}": only a trial that is over can be run again, this one is ${trial.state}; wait for its end`,
  );
}

async function failedOnes(store: ResultsStore, study: string): Promise<readonly Trial[]> {
  const trials = await store.trials(study);
  const again = new Set(trials.map(({ rerunOf }) => rerunOf));
  return trials.filter(({ state, number }) => state === 'failed' && !again.has(number));
}
