import { randomBytes } from 'node:crypto';
import { openStore } from '@isoflop/results-store';
import { Command, Option } from 'commander';
import { createServer } from '../api/index.js';
import type { Io } from '../io.js';
import { artifactsOption, DEFAULT_STORE, wholeNumber } from '../options.js';

interface DashboardOptions {
  port: number;
  host: string;
  token?: string | true;
  readOnly: boolean;
  store: string;
  artifacts?: string;
  files: string;
}

/** `isoflop dashboard`: serves the page until Ctrl-C. */
export function dashboardVerb(io: Io): Command {
  return new Command('dashboard')
    .description('serve the page, from which searches are watched, started and exported')
    .option('--port <port>', '0 takes any free one', wholeNumber(0), 8080)
    .option('--host <address>', 'listen on another address than this machine’s own; needs --token', '127.0.0.1')
    .addOption(new Option('--token [text]', 'ask everybody for it; one is made up unless given').env('ISOFLOP_TOKEN'))
    .option('--read-only', 'refuse everything that writes', false)
    .option('--store <url>', 'results store', DEFAULT_STORE)
    .addOption(artifactsOption())
    .option('--files <folder>', 'where the files are that experiments of the page may name (tables, modules, data); none outside', '.')
    .option('--json', 'one JSON document on stdout')
    .action((options: DashboardOptions) => serveDashboard(io, options));
}

async function serveDashboard(io: Io, { store: storeUrl, token: asked, ...options }: DashboardOptions): Promise<void> {
  const token = asked === true ? randomBytes(24).toString('base64url') : asked;
  const store = await openStore(storeUrl, { create: false });
  try {
    const server = await createServer({ ...options, store, storeUrl, ...(token !== undefined && { token }) });
    const [url, ...others] = server.urls.map((each) => (token === undefined ? each : `${each}/?token=${encodeURIComponent(token)}`));
    io.answer({ url, urls: [url, ...others] });
    const reach = token === undefined ? 'only this machine can reach it' : 'whoever knows this address can use it';
    io.show(`dashboard at ${url} (${reach}); Ctrl-C ends it, searches that it started go on`);
    if (others.length > 0) io.show(`also at ${others.join(', ')}`);
    await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
    await server.close();
  } finally {
    await store.close();
  }
}
