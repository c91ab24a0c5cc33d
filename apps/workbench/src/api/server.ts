import type { ResultsStore } from '@isoflop/results-store';
import type { FastifyBaseLogger } from 'fastify';
import { createApp } from './app.js';
import { isLoopback } from './hosts.js';
import { pageFolder } from './page.js';

export interface ServerOptions {
  /** Read, never written; it stays the caller's to close. */
  readonly store: ResultsStore;
  /** Must be a loopback address: whoever reaches the server can read every study. `127.0.0.1` unless given. */
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** A pino logger; nothing is logged without one. */
  readonly logger?: FastifyBaseLogger;
}

export interface DashboardServer {
  /** Where the page is, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Ends open connections. Closing twice is allowed. */
  close(): Promise<void>;
}

/** Starts the dashboard: the page and its API. Throws when the page is not built, the host is not loopback or the port is taken. */
export async function createServer({ store, host = '127.0.0.1', port = 0, logger }: ServerOptions): Promise<DashboardServer> {
  if (!isLoopback(host)) {
    throw new Error(
      `dashboard: host must be a loopback address, since whoever reaches it can read every study, got "${host}"; ` +
        'use 127.0.0.1, and a tunnel from elsewhere (ssh -L 8080:127.0.0.1:8080 THIS-MACHINE)',
    );
  }
  const app = await createApp({ store, page: pageFolder(), ...(logger === undefined ? {} : { logger }) });
  try {
    return { url: await app.listen({ host, port }), close: () => app.close() };
  } catch (error) {
    await app.close();
    throw listenError(error, host, port);
  }
}

function listenError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new Error(`dashboard: port ${port} of ${host} is taken; stop what uses it, or choose another with --port`, { cause: error });
  if (code === 'EACCES')
    return new Error(`dashboard: port ${port} of ${host} is not open to this user; use one from 1024 up`, { cause: error });
  return error;
}
