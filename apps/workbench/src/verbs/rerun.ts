import { rerunTrials } from '@isoflop/search';
import { Command, InvalidArgumentError } from 'commander';
import { trialDocument } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE, wholeNumber } from '../options.js';
import { whoTakesItUp } from '../report/waiting.js';
import { withStore } from '../store.js';

interface RerunOptions {
  seed?: number;
  store: string;
}

/** `isoflop rerun STUDY TRIAL|failed`: measures candidates again, as new trials. */
export function rerunVerb(io: Io): Command {
  return new Command('rerun')
    .description('measure a trial again, or every one that failed; each becomes a new trial of the same candidate')
    .argument('<study>')
    .argument('<which>', 'a trial by its number, or failed', trialOrFailed)
    .option('--seed <n>', 'of weights and data order; that of the trial unless given', wholeNumber(0))
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action((study: string, which: number | 'failed', { seed, store: url }: RerunOptions) =>
      withStore(url, async (store) => {
        const queued = await rerunTrials(store, study, { which, ...(seed !== undefined && { seed }) });
        io.answer(queued.map(trialDocument));
        for (const trial of queued) io.show(`trial ${trial.rerunOf} again, as trial ${trial.number}`);
        io.show(queued.length === 0 ? 'no failed trial is left that was not run again' : await whoTakesItUp(store, study));
      }),
    );
}

function trialOrFailed(text: string): number | 'failed' {
  if (text === 'failed') return text;
  try {
    return wholeNumber(1)(text);
  } catch {
    throw new InvalidArgumentError('It must be the number of a trial, or failed.');
  }
}
