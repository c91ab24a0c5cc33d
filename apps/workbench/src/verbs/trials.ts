import { TRIAL_ORDERS, type TrialOrder } from '@isoflop/results-store';
import { Command, Option } from 'commander';
import { trialDocument, trialRows } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE, wholeNumber } from '../options.js';
import { withStore } from '../store.js';

/** `isoflop trials STUDY`: every trial of a study. */
export function trialsVerb(io: Io): Command {
  return new Command('trials')
    .description('the trials of a study')
    .argument('<study>')
    .addOption(new Option('--sort <column>').choices(TRIAL_ORDERS).default('number'))
    .option('--descending', 'largest first')
    .option('--limit <n>', 'at most this many', wholeNumber(1))
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action((study: string, options: { sort: TrialOrder; descending?: boolean; limit?: number; store: string }) =>
      withStore(options.store, async (store) => {
        const trials = await store.trials(study, {
          orderBy: options.sort,
          direction: options.descending ? 'descending' : 'ascending',
          ...(options.limit !== undefined && { limit: options.limit }),
        });
        io.answer(trials.map(trialDocument));
        io.show(trialRows(trials));
      }),
    );
}
