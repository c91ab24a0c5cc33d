import { hostname } from 'node:os';
import type { StudyRequest } from '@isoflop/results-store';
import { requestStudy } from '@isoflop/search';
import { Command } from 'commander';
import type { Io } from '../io.js';
import { DEFAULT_STORE } from '../options.js';
import { withStore } from '../store.js';

const MEANINGS = {
  pause: 'start no candidate until isoflop resume; those under way finish',
  stop: 'end a running study once the candidates under way have finished',
  cancel: 'end a running study at once; candidates under way are put back',
} as const satisfies Record<StudyRequest, string>;

/** `isoflop pause|stop|cancel STUDY`: asks the process that runs a study, wherever it is. */
export function requestVerb(request: StudyRequest) {
  return (io: Io): Command =>
    new Command(request)
      .description(MEANINGS[request])
      .argument('<study>')
      .option('--store <url>', 'results store', DEFAULT_STORE)
      .option('--json', 'one JSON document on stdout')
      .action((study: string, options: { store: string }) =>
        withStore(options.store, async (store) => {
          const outcome = await requestStudy(store, study, request, { pid: process.pid, host: hostname() });
          io.answer({ study, request, outcome });
          io.show(
            outcome === 'told'
              ? `${study}: its runner is told to ${request}, and does so within a second or two`
              : `${study}: no process runs it; it is paused, and goes on with isoflop resume ${study}`,
          );
        }),
      );
}
