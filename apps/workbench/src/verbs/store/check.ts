import { Command } from 'commander';
import { EXIT } from '../../exit.js';
import type { Io } from '../../io.js';
import { DEFAULT_STORE } from '../../options.js';
import { withStore } from '../../store.js';

/** `isoflop store check`: whether the database is whole. Exits 1 where it is not. */
export function checkVerb(io: Io): Command {
  return new Command('check')
    .description('looks at every row for damage and for what isoflop never writes; exits 1 where it finds some')
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action((options: { store: string }) =>
      withStore(options.store, async (store) => {
        const problems = await store.check();
        io.answer({ store: store.url, problems });
        if (problems.length === 0) io.show(`${store.url} is whole`);
        for (const { rule, found } of problems) io.show(`broken: ${rule}: ${found}`);
        if (problems.length > 0) process.exitCode = EXIT.failed;
      }),
    );
}
