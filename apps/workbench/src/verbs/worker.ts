import { resolve } from 'node:path';
import { openStore } from '@isoflop/results-store';
import { PgBossJobs, runWorker } from '@isoflop/search';
import { Command } from 'commander';
import { EXIT, UsageError } from '../exit.js';
import type { Io } from '../io.js';
import { nonNegativeNumber, wholeNumber } from '../options.js';
import { stopOnSignals } from '../stop-on-signals.js';
import { isPostgres, patience } from '../store.js';
import { workerLine, workerName } from '../study-workers.js';
import { workerEvaluator } from '../worker-evaluator.js';

interface WorkerVerbOptions {
  readonly store: string;
  readonly concurrency: number;
  readonly idle?: number;
  readonly artifacts?: string;
}

/** `isoflop worker`: takes trials of the studies that are run on a PostgreSQL store. */
export function workerVerb(io: Io): Command {
  return new Command('worker')
    .description('take trials of the studies of a PostgreSQL store and run them here')
    .requiredOption('--store <url>', 'postgres://USER@HOST/DATABASE, the store that isoflop search was given')
    .option('--concurrency <k>', 'trials at once', wholeNumber(1), 1)
    .option('--idle <minutes>', 'end after so long without a trial; left out, it waits for more until it is stopped', nonNegativeNumber)
    .option('--artifacts <folder>', 'folder that all machines share, for weights; left out, they are kept in the database')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nFiles that experiments name (a table, a module, a data set) are looked for in the current folder.')
    .action((options: WorkerVerbOptions) => work(io, options));
}

async function work(io: Io, { store: url, concurrency, idle, artifacts }: WorkerVerbOptions): Promise<void> {
  if (!isPostgres(url)) {
    throw new UsageError(
      `--store: workers share a PostgreSQL store (postgres://USER@HOST/DATABASE), got ${url}; on one machine use isoflop search --workers`,
    );
  }
  const signal = stopOnSignals(io, 'trials under way are put back into the queue');
  const store = await openStore(url, { ...patience(io), create: false });
  try {
    const jobs = await PgBossJobs.open(url, patience(io));
    try {
      io.say(`worker ${workerName()} takes ${concurrency === 1 ? 'one trial' : `${concurrency} trials`} at once from ${store.url}`);
      const place = { folder: process.cwd(), ...(artifacts !== undefined && { artifacts: resolve(artifacts) }) };
      const finished = await runWorker({
        ...{ store, jobs, name: workerName(), concurrency, signal },
        ...(idle !== undefined && { idleSeconds: idle * 60 }),
        openEvaluator: (experiment) => workerEvaluator(io, store, experiment, place),
        onEvent: (event) => io.say(workerLine(event)),
      });
      io.answer({ worker: workerName(), finished, interrupted: signal.aborted });
      io.show(`${finished} trials finished here`);
      if (signal.aborted) process.exitCode = EXIT.interrupted;
    } finally {
      await jobs.close();
    }
  } finally {
    await store.close();
  }
}
