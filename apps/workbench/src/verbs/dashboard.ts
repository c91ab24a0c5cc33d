import { openStore } from '@isoflop/results-store';
import { Command } from 'commander';
import { createServer } from '../api/index.js';
import type { Io } from '../io.js';
import { DEFAULT_STORE, wholeNumber } from '../options.js';

/** `isoflop dashboard`: serves the page until Ctrl-C. */
export function dashboardVerb(io: Io): Command {
  return new Command('dashboard')
    .description('serve the page on this machine')
    .option('--port <port>', '0 takes any free one', wholeNumber(0), 8080)
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { port: number; store: string }) => {
      const store = await openStore(options.store, { create: false });
      const server = await createServer({ store, host: '127.0.0.1', port: options.port });
      io.answer({ url: server.url });
      io.show(`dashboard at ${server.url} (only this machine can reach it); Ctrl-C ends it`);
      await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
      await server.close();
      await store.close();
    });
}
