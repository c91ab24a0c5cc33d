import { openStore, type ResultsStore, type Trial } from '@isoflop/results-store';
import { newSchema } from '@isoflop/results-store/testing/postgres';
import { parseExperiment } from '@isoflop/search-space';
import { expect, onTestFinished } from 'vitest';
import { PgBossJobs } from '../distributed/pg-boss-jobs.js';
import { RemoteTrials, type RemoteTrialsOptions } from '../distributed/remote-trials.js';
import { runWorker, type WorkerEvent, type WorkerOptions } from '../distributed/run-worker.js';
import type { Evaluator } from '../evaluators/evaluator.js';
import { type RunStudyOptions, runStudy } from '../run-study.js';
import { quietSession } from './session.js';

/** An experiment file of ten candidates and a baseline. */
export const clusterText = (changes: Record<string, string> = {}) => {
  const { search, more, baselines } = {
    search: 'trials: 10, sampler: tpe',
    more: 'training: { epochs: 2 }',
    baselines: '[depth]',
    ...changes,
  };
  return `name: study
dataset: textures
space: mbconv
budget: { macs: 2M }
search: { ${search}, seed: 7 }
baselines: ${baselines}
${more}
`;
};

export const score = (macs: number) => Math.log10(macs) / 10;

/** A stand-in for training: quick, exact, and it stops when it is told to. */
export const scored: Evaluator = async ({ cost }, { epochs, signal, onEpoch }) => {
  const height = (epoch: number) => score(cost.macs) * (1 - 0.5 ** epoch);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    onEpoch({ epoch, epochs, trainLoss: 1, validationLoss: 1, validationAccuracy: height(epoch), seconds: epoch });
    await new Promise((resolve) => setTimeout(resolve, 5));
    signal.throwIfAborted();
  }
  return { accuracy: height(epochs), loss: 1, seconds: 2, facts: {}, artifacts: [] };
};

/** One database, as a coordinator and workers on several machines see it. */
export async function newCluster(serverUrl: string) {
  const url = await newSchema(serverUrl);
  const open = async (at = url) => {
    const [store, jobs] = [await openStore(at), await PgBossJobs.open(at)];
    onTestFinished(async () => {
      await Promise.all([store.close(), jobs.close()]);
    });
    return { store, jobs };
  };
  const { store, jobs } = await open();
  const coordinate = (file: string, more: Partial<RunStudyOptions> = {}, remote: Partial<RemoteTrialsOptions> = {}) => {
    const experiment = parseExperiment(file, 'study.yaml');
    return runStudy({
      experiment,
      store,
      evaluate: new RemoteTrials({ experiment, store, jobs, ...remote }),
      data: { channels: 1, classes: 4 },
      ...quietSession(),
      ...more,
    });
  };
  /** Works until it is stopped or the test ends, through `at` where that is not the database itself. */
  const work = async (name: string, { at, ...more }: Partial<WorkerOptions> & { readonly at?: string } = {}) => {
    const stop = new AbortController();
    const events: WorkerEvent[] = [];
    const ended = runWorker({
      ...(await open(at)),
      name,
      concurrency: 1,
      openEvaluator: async () => ({ evaluate: scored }),
      signal: stop.signal,
      onEvent: (event) => events.push(event),
      ...more,
    });
    ended.catch(() => {});
    onTestFinished(async () => {
      stop.abort();
      await ended.catch(() => {});
    });
    return { stop, ended, events };
  };
  return { url, store, coordinate, work };
}

/** The workers that started trials, by the history. */
export async function workersOf(store: ResultsStore): Promise<string[]> {
  const started = (await store.events({ study: 'study' })).filter(({ kind }) => kind === 'trial-started');
  return started.map(({ data }) => String(data.worker));
}

/** Every trial ended once, and once more for each time that it was taken up again. */
export async function expectWhole(store: ResultsStore, trials: readonly Trial[]): Promise<void> {
  const events = await store.events({ study: 'study' });
  const count = (number: number, kinds: RegExp) => events.filter(({ trial, kind }) => trial === number && kinds.test(kind)).length;
  for (const { number } of trials) {
    expect(count(number, /^trial-(complete|pruned|failed)$/) - count(number, /^trial-reopened$/), `trial ${number}`).toBe(1);
  }
  expect(await store.check()).toEqual([]);
}

/** A promise and what resolves it. */
export function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
