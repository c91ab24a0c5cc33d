import type { AddressInfo } from 'node:net';
import { UsageError } from '../exit.js';
import { type AppOptions, createApp } from './app.js';
import { isLoopback, urlsOf } from './hosts.js';
import { pageFolder } from './page.js';

export interface ServerOptions extends Omit<AppOptions, 'page'> {
  /** 0, the default, takes any free port. */
  readonly port?: number;
}

export interface DashboardServer {
  /** Where the page is, such as `http://127.0.0.1:8080`; the first of `urls`. */
  readonly url: string;
  /** Every place where it is: several where it listens on all addresses of the machine. */
  readonly urls: readonly string[];
  /** Ends open connections. Closing twice is allowed. */
  close(): Promise<void>;
}

/**
 * Starts the dashboard: the page and its API. Throws when the page is not built, the port is taken, or the host can be reached from elsewhere and no token
 * is asked for.
 */
export async function createServer({ port = 0, ...options }: ServerOptions): Promise<DashboardServer> {
  const { host = '127.0.0.1', token } = options;
  if (token === undefined && !isLoopback(host)) {
    throw new UsageError(
      `dashboard: host must be a loopback address, since whoever reaches it can read and change every study, got "${host}"; ` +
        'give a token (--token), or use 127.0.0.1 and a tunnel from elsewhere (ssh -L 8080:127.0.0.1:8080 THIS-MACHINE)',
    );
  }
  if (token !== undefined && token.length < SHORTEST_TOKEN)
    throw new UsageError(
      `dashboard: a token must have at least ${SHORTEST_TOKEN} characters, got ${token.length}; --token alone makes one`,
    );
  const app = await createApp({ ...options, page: pageFolder() });
  try {
    await app.listen({ host, port });
    const urls = urlsOf(host, (app.server.address() as AddressInfo).port);
    return { url: urls[0]!, urls, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw listenError(error, host, port);
  }
}

const SHORTEST_TOKEN = 16;

function listenError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new Error(`dashboard: port ${port} of ${host} is taken; stop what uses it, or choose another with --port`, { cause: error });
  if (code === 'EACCES')
    return new Error(`dashboard: port ${port} of ${host} is not open to this user; use one from 1024 up`, { cause: error });
  return error;
}
