import { summarize } from '@isoflop/search';
import { Command } from 'commander';
import { trialDocument, trialRows } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE } from '../options.js';
import { withStore } from '../store.js';

/** `isoflop pareto STUDY`: candidates that no other beats in accuracy at no more multiply-adds. */
export function paretoVerb(io: Io): Command {
  return new Command('pareto')
    .description('the Pareto front of a study: validation accuracy against multiply-adds')
    .argument('<study>')
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout, architectures included')
    .action((study: string, options: { store: string }) =>
      withStore(options.store, async (store) => {
        const { front, hypervolume } = await summarize(store, study);
        const documents = front.map(async (trial) => ({
          ...trialDocument(trial),
          architecture: await store.architecture(trial.architectureHash),
        }));
        io.answer({ study, front: await Promise.all(documents), hypervolume });
        io.show(trialRows(front));
      }),
    );
}
