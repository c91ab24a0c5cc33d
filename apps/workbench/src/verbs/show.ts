import { Command } from 'commander';
import { configuration, duration, percent, table, trialDocument } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE, wholeNumber } from '../options.js';
import { withStore } from '../store.js';

/** `isoflop show STUDY TRIAL`: everything stored of one trial. */
export function showVerb(io: Io): Command {
  return new Command('show')
    .description('everything stored of one trial')
    .argument('<study>')
    .argument('<trial>', 'its number', wholeNumber(1))
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action((study: string, number: number, options: { store: string }) =>
      withStore(options.store, async (store) => {
        const trial = await store.trial(study, number);
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
