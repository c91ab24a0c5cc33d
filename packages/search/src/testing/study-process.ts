import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { openStore } from '@isoflop/results-store';
import { parseExperiment } from '@isoflop/search-space';
import { PgBossJobs } from '../distributed/pg-boss-jobs.js';
import { RemoteTrials } from '../distributed/remote-trials.js';
import { runWorker } from '../distributed/run-worker.js';
import type { Evaluator } from '../evaluators/evaluator.js';
import { runStudy } from '../run-study.js';
import { EPOCHS, experimentOf, SILENCE_SECONDS } from './killed-study.js';

/**
 * A process to kill: `study-process.ts local URL STUDY TRIALS` runs or resumes a study by itself, `coordinate URL STUDY TRIALS` has workers run it, and
 * `work URL` is such a worker. Prints `ready` when its store is open, and `finished STUDY NUMBER` when the end of a trial is in the store.
 */
const [mode = '', url = '', study = '', trials = ''] = process.argv.slice(2);

/** Learns for some milliseconds, and leaves an artifact. */
const evaluate: Evaluator = async ({ cost }, { trial, epochs, signal, onEpoch }) => {
  const accuracy = Math.log10(cost.macs) / 10;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    await setTimeout(5);
    signal.throwIfAborted();
    onEpoch({ epoch, epochs, trainLoss: 1, validationLoss: 1, validationAccuracy: accuracy, seconds: epoch });
  }
  return { accuracy, facts: {}, artifacts: [{ kind: 'weights', path: `${trial}.bin`, sha256: 'ab'.repeat(32), bytes: EPOCHS }] };
};

const say = (line: string) => process.stdout.write(`${line}\n`);
const store = await openStore(url);
const jobs = mode === 'local' ? undefined : await PgBossJobs.open(url);
const signal = new AbortController().signal;
say('ready');
if (mode === 'work' && jobs !== undefined) {
  await runWorker({
    ...{ store, jobs, name: `${hostname()}/${process.pid}`, concurrency: 1, signal },
    openEvaluator: async () => ({ evaluate }),
    onEvent: ({ kind, trial }) => kind === 'finished' && say(`finished ${trial.study} ${trial.number}`),
  });
} else {
  const experiment = parseExperiment(experimentOf(study, Number(trials)), 'killed.yaml');
  const resume = (await store.studies()).some(({ name }) => name === study);
  await runStudy({
    ...{ experiment, store, resume, signal, now: Date.now, data: { channels: 1, classes: 4 } },
    evaluate: jobs === undefined ? evaluate : new RemoteTrials({ experiment, store, jobs, silenceSeconds: SILENCE_SECONDS }),
    runner: { pid: process.pid, host: hostname() },
    onEvent: (event) => event.kind === 'trial-finished' && say(`finished ${study} ${event.trial.number}`),
  });
  await jobs?.close();
  await store.close();
}
