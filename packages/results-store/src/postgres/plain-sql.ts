import type pg from 'pg';
import { openPool, withoutPassword } from './connection-pool.js';
import { type ReconnectOptions, reconnecting } from './reconnecting.js';

export type { ReconnectOptions };

/** Statements as text, for what keeps tables of its own beside the store's. */
export interface PlainSql {
  /** The schema of the store's tables. */
  readonly schema: string;
  /** Waits for a server that went away and then runs the text again, so running it twice must do no harm. */
  run(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  close(): Promise<void>;
}

/** Connects as a store does: see `openPool` for what ends a silent connection. */
export async function openPlainSql(url: string, options: ReconnectOptions = {}): Promise<PlainSql> {
  const location = withoutPassword(url);
  const pool = openPool(url);
  const run = (text: string, values?: unknown[]) => reconnecting(() => once(pool, text, values), location, options);
  try {
    const { rows } = await reconnecting(() => once(pool, 'select current_schema() as schema'), location, { reconnectSeconds: 0 });
    return { schema: String(rows[0]?.schema), run, close: () => pool.end() };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** A text of several statements may fail inside of its own transaction: the connection is of no use then. */
async function once(pool: pg.Pool, text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }> {
  const client = await pool.connect();
  try {
    const result = await client.query(text, values);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
