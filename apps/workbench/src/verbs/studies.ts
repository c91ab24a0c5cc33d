import { Command } from 'commander';
import { percent, table, trialDocument } from '../format.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE } from '../options.js';
import { withStore } from '../store.js';

/** `isoflop studies`: every study of a store. */
export function studiesVerb(io: Io): Command {
  return new Command('studies')
    .description('the studies of a results store, newest first')
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action((options: { store: string }) =>
      withStore(options.store, async (store) => {
        const studies = await store.studies();
        io.answer(
          studies.map(({ name, state, createdAt, counts, best }) => ({
            study: name,
            state,
            createdAt: new Date(createdAt).toISOString(),
            trials: counts.search,
            best: best && trialDocument(best),
          })),
        );
        io.show(
          table(
            ['study', 'state', 'complete', 'failed', 'best', 'created'],
            studies.map(({ name, state, createdAt, counts, best }) => [
              name,
              state,
              counts.search.complete,
              counts.search.failed,
              percent(best?.accuracy),
              new Date(createdAt).toISOString().slice(0, 16),
            ]),
          ),
        );
      }),
    );
}
