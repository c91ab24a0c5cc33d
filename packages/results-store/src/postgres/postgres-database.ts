import { setTimeout } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import { StoreUnavailableError } from '../errors.js';
import type { StoreProblem } from '../records/store-problem.js';
import { migrate } from '../sql/migrate.js';
import { POSTGRES_COLUMNS } from '../sql/migrations/column-types.js';
import { migrationsFor } from '../sql/migrations/migrations.js';
import { Mutex } from '../sql/mutex.js';
import type { Schema } from '../sql/schema.js';
import type { SqlDatabase, Tx } from '../sql/sql-database.js';
import { openPool, withoutPassword } from './connection-pool.js';
import { explainPostgresError, isConnectionLost } from './postgres-error.js';

const DEFAULT_RECONNECT_SECONDS = 600;

export interface PostgresOptions {
  /** How long a call waits for a server that went away, such as during a restart: 600 unless given. Opening does not wait. */
  readonly reconnectSeconds?: number;
  /** Told each time the server has gone away and the call waits for it. */
  readonly onDisconnect?: (problem: string) => void;
}

/**
 * One schema of a PostgreSQL database. Writers of all machines take turns by an advisory lock, as they do by SQLite's write lock: a transition takes a
 * few round trips, and a training run takes minutes.
 */
export class PostgresDatabase implements SqlDatabase {
  /** Writes of this process happen in the order they were asked for. */
  readonly #writing = new Mutex();

  private constructor(
    readonly url: string,
    private readonly pool: pg.Pool,
    private readonly db: Kysely<Schema>,
    private readonly options: PostgresOptions,
  ) {}

  /** Connects, and brings the tables of the connection's first schema up to date. */
  static async open(url: string, options: PostgresOptions = {}): Promise<PostgresDatabase> {
    const location = withoutPassword(url);
    const pool = openPool(url);
    const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
    try {
      await migrate(db, migrationsFor(POSTGRES_COLUMNS), { schema: await currentSchema(db, location), location });
      return new PostgresDatabase(location, pool, db, options);
    } catch (error) {
      await pool.end();
      throw explainPostgresError(error, location);
    }
  }

  async write<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const unlock = await this.#writing.lock();
    try {
      return await this.#writeOnce(work);
    } finally {
      unlock();
    }
  }

  /**
   * When the connection breaks while a transaction is being committed, only the server knows whether it was. It is asked by the transaction's number
   * once it answers again, so that nothing is written twice and nothing is given up that was written.
   */
  #writeOnce<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    let uncertain: { readonly transaction: string; readonly result: Result } | undefined;
    return this.#persist(async () => {
      if (uncertain !== undefined && (await this.#wasCommitted(uncertain.transaction))) return uncertain.result;
      uncertain = undefined;
      return await this.db.transaction().execute(async (tx) => {
        const transaction = await takeTurn(tx);
        const result = await work(tx);
        uncertain = { transaction, result };
        return result;
      });
    });
  }

  read<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.#persist(() => this.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work));
  }

  /** The server checks references at every write and its pages when it reads them. */
  async damage(): Promise<readonly StoreProblem[]> {
    return [];
  }

  close(): Promise<void> {
    return this.db.destroy();
  }

  /** Tries again while the server is away, for as long as the options say. */
  async #persist<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const { reconnectSeconds = DEFAULT_RECONNECT_SECONDS, onDisconnect } = this.options;
    const startedMs = performance.now();
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 5000)) {
      try {
        return await attempt();
      } catch (error) {
        const waitedSeconds = (performance.now() - startedMs) / 1000;
        if (!isConnectionLost(error) || waitedSeconds >= reconnectSeconds) throw explainPostgresError(error, this.url);
        onDisconnect?.((explainPostgresError(error, this.url) as Error).message);
        await setTimeout(pauseMs);
      }
    }
  }

  /** Waits while the server still works on the transaction: its end of the broken connection may notice late. */
  async #wasCommitted(transaction: string): Promise<boolean> {
    for (;;) {
      const { rows } = await this.pool.query<{ status: string | null }>('select pg_xact_status($1::xid8) as status', [transaction]);
      if (rows[0]?.status !== 'in progress') return rows[0]?.status === 'committed';
      await setTimeout(200);
    }
  }
}

/** Ends with the transaction. Returns the transaction's number. */
async function takeTurn(tx: Tx): Promise<string> {
  const lock = sql`pg_advisory_xact_lock(hashtext('isoflop results store ' || current_schema()))`;
  const { rows } = await sql<{ transaction: string }>`select ${lock}, pg_current_xact_id()::text as transaction`.execute(tx);
  return rows[0]!.transaction;
}

async function currentSchema(db: Kysely<Schema>, location: string): Promise<string> {
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(db);
  const schema = rows[0]?.schema;
  if (typeof schema === 'string') return schema;
  throw new StoreUnavailableError(location, 'none of the schemas of the search path exists', 'create one: create schema NAME');
}
