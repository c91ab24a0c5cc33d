import { type Json, type RestoredTrial, type ResultsStore, StudyExistsError, type Trial } from '@isoflop/results-store';
import { type Experiment, experimentSchema } from '@isoflop/search-space';
import { StudyError } from '../errors.js';
import { storedExperiment } from './stored-experiment.js';

/** Trials that are copied in one transaction. */
const BATCH = 200;

export interface ForkOptions {
  readonly from: string;
  readonly to: string;
  /** The last trial to take along, by number; all unless given. */
  readonly at?: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Makes a new study, paused, of the first trials of another with all that was measured of them. Its sampler is told of them when it goes on, independently
 * of the other. Files of trials are shared. Returns how many trials were copied. Throws `StudyError` where there is no such trial, and `StudyExistsError`.
 */
export async function forkStudy(store: ResultsStore, { from, to, at, now }: ForkOptions): Promise<number> {
  const spec = renamed(storedExperiment(await store.study(from)), to);
  const trials = (await store.trials(from)).slice(0, at);
  if (at !== undefined && trials.at(-1)?.number !== at) {
    throw new StudyError(
      `study "${from}": cannot be forked at trial ${at}, it has ${trials.length}; give a number from 1 to ${trials.length}`,
    );
  }
  if ((await store.studies()).some(({ name }) => name === to)) throw new StudyExistsError(to);
  await store.restoreStudy({ name: to, spec, state: 'paused', createdAt: now });
  try {
    for (let start = 0; start < trials.length; start += BATCH) await copyTrials(store, to, trials.slice(start, start + BATCH));
    await copyEvents(store, from, to, trials.length);
    await store.appendEvent(to, 'study-forked', { from, trials: trials.length });
  } catch (error) {
    await store.deleteStudy(to);
    throw error;
  }
  return trials.length;
}

/** The same experiment under another name, as JSON. */
function renamed(experiment: Experiment, name: string): Json {
  const parsed = experimentSchema.safeParse({ ...experiment, name });
  if (!parsed.success) throw new StudyError(`fork: ${parsed.error.issues[0]!.message}, got "${name}"; choose another name`);
  return JSON.parse(JSON.stringify(parsed.data));
}

async function copyTrials(store: ResultsStore, to: string, trials: readonly Trial[]): Promise<void> {
  const hashes = [...new Set(trials.map(({ architectureHash }) => architectureHash))];
  const architectures = await Promise.all(hashes.map(async (hash) => ({ hash, architecture: (await store.architecture(hash))! })));
  await store.restoreRecords(to, { architectures, trials: await Promise.all(trials.map((trial) => copyOf(store, trial))) });
}

/** What is under way in the other study waits in the new one. */
async function copyOf(store: ResultsStore, { id, study: _, ...trial }: Trial): Promise<RestoredTrial> {
  if (trial.state === 'running')
    return { ...trial, state: 'queued', worker: null, plannedEpochs: null, startedAt: null, metrics: [], artifacts: [] };
  const [metrics, artifacts] = await Promise.all([store.metrics(id), store.artifacts(id)]);
  return { ...trial, metrics, artifacts: artifacts.map(({ trialId: __, ...artifact }) => artifact) };
}

/** The history of the trials that were copied. */
async function copyEvents(store: ResultsStore, from: string, to: string, last: number): Promise<void> {
  const events = (await store.events({ study: from })).filter(({ trial }) => trial !== null && trial <= last);
  await store.restoreRecords(to, { events: events.map(({ trial, kind, data, at }) => ({ trial, kind, data, at })) });
}
