import { forkStudy } from '@isoflop/search';
import { Command } from 'commander';
import type { Io } from '../io.js';
import { DEFAULT_STORE, wholeNumber } from '../options.js';
import { withStore } from '../store.js';

interface ForkOptions {
  at?: number;
  store: string;
}

/** `isoflop fork STUDY NEW-NAME`: a new study that begins with the trials of another. */
export function forkVerb(io: Io): Command {
  return new Command('fork')
    .description('a new study that begins with the trials of another and then goes on by itself')
    .argument('<study>')
    .argument('<name>', 'of the new study')
    .option('--at <trial>', 'the last trial to take along; all unless given', wholeNumber(1))
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action((study: string, name: string, { at, store: url }: ForkOptions) =>
      withStore(url, async (store) => {
        const trials = await forkStudy(store, { from: study, to: name, ...(at !== undefined && { at }), now: Date.now() });
        io.answer({ study: name, from: study, trials });
        io.show(
          `${name} begins with ${trials} trials of ${study}; isoflop resume ${name} goes on, with other trials, budget or sampler if you like`,
        );
      }),
    );
}
