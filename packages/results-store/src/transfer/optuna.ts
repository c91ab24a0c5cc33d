import { resolve } from 'node:path';
import { sha256Of } from '../content-hash.js';
import type { ResultsStore } from '../store.js';
import type { OptunaFile, OptunaTrial } from './optuna-file.js';
import { StudyRestorer } from './study-restorer.js';
import { TransferError } from './transfer-error.js';
import { eventsOf } from './trial-events.js';

export interface OptunaOptions {
  /** The study's name in the file; may be left out where there is only one. */
  readonly study?: string;
  /** In place of that name. */
  readonly name?: string;
  /** Objectives, counted from 0, that hold accuracy (0 to 1) and multiply-adds. The first maximised and the first minimised unless given. */
  readonly accuracy?: number;
  readonly macs?: number;
  /** Milliseconds since 1970, for what has no time of its own. */
  readonly now: () => number;
}

/**
 * Restores a study of an SQLite storage of Optuna (versions 3 and 4) and returns its name. Parameters, states, intermediate values (as the metric
 * `intermediate` per step) and times come over, with values and user attributes in the facts of a trial; times are read as UTC, which Optuna does not record. It
 * knows no networks, so each configuration gets an empty one and costs other than MACs are 0. Throws TransferError for what cannot be told.
 */
export async function readOptunaStudy(store: ResultsStore, file: string, options: OptunaOptions): Promise<string> {
  // The addon of SQLite is loaded by those who need it.
  const { openOptuna } = await import('./optuna-file.js');
  const optuna = await openOptuna(resolve(file), options.study);
  const restorer = new StudyRestorer(store);
  try {
    const objectives = objectivesOf(optuna, options);
    const { name, version, directions } = optuna;
    const spec = { importedFrom: 'optuna', version, study: name, directions: [...directions] };
    const head = { name: options.name ?? name, spec, state: 'complete', createdAt: options.now() } as const;
    await restorer.begin({ type: 'study', format: 'isoflop-study/1', ...head }, Error);
    for await (const trial of optuna.trials()) await addTrial(restorer, trial, optuna, objectives, options.now());
    return await restorer.finish();
  } catch (error) {
    await restorer.abandon();
    throw error;
  } finally {
    await optuna.close();
  }
}

interface Objectives {
  readonly accuracy: number;
  readonly macs: number | undefined;
}

function objectivesOf({ directions, place }: OptunaFile, options: OptunaOptions): Objectives {
  const accuracy = options.accuracy ?? directions.indexOf('MAXIMIZE');
  const minimised = directions.indexOf('MINIMIZE');
  const macs = options.macs ?? (minimised < 0 ? undefined : minimised);
  for (const [what, index] of [
    ['accuracy', accuracy],
    ['macs', macs ?? 0],
  ] as const) {
    if (directions[index] === undefined) {
      const has = `its objectives are ${directions.map((direction, at) => `${at} (${direction.toLowerCase()})`).join(', ')}`;
      throw new TransferError(`${place}: no objective ${index} to read as ${what}, ${has}; say which objective it is`);
    }
  }
  return { accuracy, macs };
}

async function addTrial(
  restorer: StudyRestorer,
  from: OptunaTrial,
  { place }: OptunaFile,
  objectives: Objectives,
  now: number,
): Promise<void> {
  const refuse = (rule: string) => new TransferError(`${place}, trial ${from.number}: ${rule}`);
  const hash = sha256Of(Buffer.from(JSON.stringify(Object.entries(from.params).sort(([a], [b]) => (a < b ? -1 : 1)))));
  if (!restorer.knows(hash)) {
    const name = `optuna-${hash.slice(0, 8)}`;
    const input = { height: 1, width: 1, channels: 1 };
    const architecture = { name, input, stem: [], stages: [], head: [], batchNorm: { momentum: 0.99, epsilon: 0.001 }, stochasticDepth: 0 };
    await restorer.add({ type: 'architecture', hash, architecture }, refuse);
  }
  const trial = { ...stateOf(from, now), ...measuresOf(from, objectives, refuse), ...identityOf(from, hash) };
  const metrics = from.intermediate.map(({ step, value }) => ({ epoch: step, name: 'intermediate', value, seconds: null }));
  await restorer.add({ type: 'trial', trial, metrics, artifacts: [] }, refuse);
  for (const event of eventsOf(trial as never)) await restorer.add({ type: 'event', ...event } as never, refuse);
}

function identityOf({ number, params }: OptunaTrial, hash: string) {
  return {
    number: number + 1,
    kind: 'search',
    label: null,
    rerunOf: null,
    parents: [] as number[],
    worker: null,
    plannedEpochs: null,
    params,
    architectureHash: hash,
    seed: 0,
    imagesPerSecond: null,
    logTail: null,
  } as const;
}

const STATES = { COMPLETE: 'complete', PRUNED: 'pruned', FAIL: 'failed', RUNNING: 'failed', WAITING: 'queued' } as const;

function stateOf({ state, startedAt, finishedAt }: OptunaTrial, now: number) {
  if (state === 'WAITING')
    return { state: 'queued', attempt: 0, reason: null, createdAt: now, startedAt: null, finishedAt: null, seconds: null } as const;
  const reasons = { COMPLETE: null, PRUNED: 'pruned by Optuna', FAIL: 'failed in Optuna', RUNNING: 'it was running when it was imported' };
  const end = finishedAt ?? now;
  return {
    ...{ state: STATES[state], attempt: 1, reason: reasons[state], createdAt: startedAt ?? end, startedAt, finishedAt: end },
    seconds: startedAt === null || finishedAt === null ? null : (finishedAt - startedAt) / 1000,
  };
}

function measuresOf({ state, values, attributes }: OptunaTrial, objectives: Objectives, refuse: (rule: string) => Error) {
  const accuracy = values[objectives.accuracy] ?? null;
  if (state === 'COMPLETE' && (accuracy === null || accuracy < 0 || accuracy > 1)) {
    throw refuse(
      `objective ${objectives.accuracy} is read as accuracy and must be from 0 to 1, got ${accuracy}; say which objective it is`,
    );
  }
  const macs = objectives.macs === undefined ? 0 : (values[objectives.macs] ?? 0);
  if (!Number.isSafeInteger(macs) || macs < 0) {
    throw refuse(
      `objective ${objectives.macs} is read as multiply-adds and must be a whole number, got ${macs}; say which objective it is`,
    );
  }
  const facts = { optuna: { values: [...values], attributes } };
  return {
    accuracy: state === 'COMPLETE' ? accuracy : null,
    loss: null,
    cost: { macs, params: 0, activations: 0, weightsBytes: 0 },
    facts,
  };
}
