import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultsStore, Trial } from '@isoflop/results-store';
import { trialLogPath } from '@isoflop/search';
import { Command } from 'commander';
import { UsageError } from '../exit.js';
import { configuration, duration, percent, table, trialDocument } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE, wholeNumber } from '../options.js';
import { artifactsFolder, withStore } from '../store.js';

/** `isoflop show STUDY TRIAL`: everything stored of one trial. */
export function showVerb(io: Io): Command {
  return new Command('show')
    .description('everything stored of one trial')
    .argument('<study>')
    .argument('<trial>', 'its number', wholeNumber(1))
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--log', 'what its training process said, and nothing else', false)
    .option('--json', 'one JSON document on stdout')
    .action((study: string, number: number, options: { store: string; log: boolean }) =>
      withStore(options.store, async (store) => {
        const trial = await store.trial(study, number);
        if (options.log) return showLog(io, trial, await logOf(store, trial, artifactsFolder(options.store)));
        const [metrics, artifacts, architecture] = await Promise.all([
          store.metrics(trial.id),
          store.artifacts(trial.id),
          store.architecture(trial.architectureHash),
        ]);
        io.answer({ ...trialDocument(trial), facts: trial.facts, logTail: trial.logTail, metrics, artifacts, architecture });
        io.show(
          table(
            [`${study}, trial ${number}`, ''],
            [
              ['state', trial.reason ? `${trial.state}: ${trial.reason}` : trial.state],
              ['configuration', configuration(trial.params)],
              ['accuracy (validation)', percent(trial.accuracy)],
              ['MACs', trial.cost.macs.toLocaleString('en')],
              ['params', trial.cost.params.toLocaleString('en')],
              ['training time', trial.seconds === null ? '-' : duration(trial.seconds)],
              ['images per second', trial.imagesPerSecond === null ? '-' : trial.imagesPerSecond.toFixed(0)],
              ...(typeof trial.facts?.latencyMs === 'number' ? [['latency of one image', `${trial.facts.latencyMs.toFixed(2)} ms`]] : []),
              ['hash', trial.architectureHash],
              ...metrics
                .filter(({ name }) => name === 'val-accuracy')
                .map(({ epoch, value }) => [`accuracy after epoch ${epoch}`, percent(value)]),
              ...artifacts.map(({ kind, path, bytes }) => [kind, `${path} (${bytes} bytes)`]),
            ],
          ),
        );
        if (trial.logTail) io.show(`\nlast lines of the training process:\n${trial.logTail}`);
      }),
    );
}

/** In a file it is there from the start of a trial, so that one can look at it while it runs; in the store, where workers left it, from the end. */
async function logOf(store: ResultsStore, { id, study, number }: Trial, artifacts: string): Promise<string> {
  const record = (await store.artifacts(id)).find(({ kind }) => kind === 'log');
  const kept = record && (await store.content(record.sha256));
  if (kept) return Buffer.from(kept).toString();
  const file = join(artifacts, trialLogPath(study, number));
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `show: trial ${number} of ${study} must have a log in ${file}, got ${error.code}; only trials that were trained have one`,
    );
  });
}

function showLog(io: Io, { study, number }: Trial, log: string): void {
  io.answer({ study, trial: number, log });
  io.show(log.trimEnd());
}
