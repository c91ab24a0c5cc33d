import type { Socket } from 'node:net';
import pg from 'pg';
import { StoreUnavailableError } from '../errors.js';

/** Connections of one process: one writes while others read. */
const CONNECTIONS = 4;
const CONNECT_SECONDS = 10;
/** A connection that says nothing for so long is given up: a cut network does not report itself. Longer than any wait for a lock. */
const SILENT_SECONDS = 45;
const LOCK_SECONDS = 30;

/** int8, which `pg` gives as text since it may be larger than a number holds; ours are checked to be safe integers when they are written. */
const INT8_OID = 20;

/**
 * The settings of a connection make the server give up a client that vanished in the middle of a transaction, which would keep everybody waiting.
 * Throws StoreUnavailableError for a URL that cannot be read.
 */
export function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: checkedUrl(url),
    application_name: 'isoflop',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_SECONDS * 1000,
    keepAlive: true,
    lock_timeout: LOCK_SECONDS * 1000,
    idle_in_transaction_session_timeout: LOCK_SECONDS * 1000,
    types: { getTypeParser: ((oid: number, format: 'text') => (oid === INT8_OID ? Number : pg.types.getTypeParser(oid, format))) as never },
  });
  // The failed query rejects, which is where a lost connection is dealt with; the event alone would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
    giveUpWhenSilent((client as unknown as { connection: { stream: Socket } }).connection.stream);
  });
  return pool;
}

function giveUpWhenSilent(socket: Socket): void {
  socket.setTimeout(SILENT_SECONDS * 1000, () => {
    socket.destroy(Object.assign(new Error(`no answer for ${SILENT_SECONDS} s`), { code: 'ETIMEDOUT' }));
  });
}

/** The URL as messages show it. */
export function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'postgres:';
  const shown = new URL(url);
  shown.password = '';
  shown.searchParams.delete('password');
  return shown.href;
}

function checkedUrl(url: string): string {
  if (URL.canParse(url)) return url;
  const mend = 'write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, with %40 for @ and %2F for / in a password';
  throw new StoreUnavailableError(withoutPassword(url), 'the URL cannot be read', mend);
}
