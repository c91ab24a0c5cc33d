import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactInput, ResultsStore } from '@isoflop/results-store';
import { openEvaluator, type WorkerEvaluator } from '@isoflop/search';
import type { Experiment } from '@isoflop/search-space';
import { openStudyData } from './dataset-source.js';
import type { Io } from './io.js';
import { machineFacts } from './machine-facts.js';

export interface WorkerPlace {
  /** A folder that all machines share, for weights; without one they go into the database. */
  readonly artifacts?: string;
  /** What paths in experiments are relative to. */
  readonly folder: string;
}

/**
 * How a worker on this machine measures the candidates of an experiment. Throws what says why it cannot (no data set, no backend, no file of the evaluator),
 * before any candidate pays for it.
 */
export async function workerEvaluator(
  io: Io,
  store: ResultsStore,
  experiment: Experiment,
  { artifacts, folder }: WorkerPlace,
): Promise<WorkerEvaluator> {
  await openStudyData(experiment, { io, fallback: undefined });
  const facts = experiment.evaluator.kind === 'train' ? await machineFacts(experiment.runtime.backend, io) : {};
  const files = artifacts ?? (await mkdtemp(join(tmpdir(), 'isoflop-worker-')));
  const evaluate = await openEvaluator({ experiment, experimentFile: join(folder, `${experiment.name}.yaml`), artifacts: files, facts });
  return { evaluate, ...(artifacts === undefined && { keepArtifacts: (records) => moveIntoStore(store, files, records) }) };
}

async function moveIntoStore(store: ResultsStore, folder: string, records: readonly ArtifactInput[]): Promise<void> {
  for (const { path } of records) {
    const file = join(folder, path);
    await store.saveContent(await readFile(file));
    await rm(file);
  }
}
