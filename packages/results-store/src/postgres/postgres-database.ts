import { setTimeout } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
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
import { WRITE_MARKS, WriteMarks } from './write-marks.js';

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
  readonly #marks: WriteMarks;

  private constructor(
    readonly url: string,
    private readonly db: Kysely<Schema>,
    private readonly options: PostgresOptions,
  ) {
    this.#marks = new WriteMarks(db);
  }

  /** Connects, and brings the tables of the connection's first schema up to date. */
  static async open(url: string, options: PostgresOptions = {}): Promise<PostgresDatabase> {
    const location = withoutPassword(url);
    const pool = openPool(url);
    const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
    try {
      const migrations = { ...migrationsFor(POSTGRES_COLUMNS), ...WRITE_MARKS };
      await migrate(db, migrations, { schema: await currentSchema(db, location), location });
      const database = new PostgresDatabase(location, db, options);
      await database.#marks.dropOld();
      return database;
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

  /** When the connection breaks while a transaction is being committed, only the server knows whether it was: it is asked before anything is written again. */
  #writeOnce<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    let uncertain: { readonly write: number; readonly result: Result } | undefined;
    return this.#persist(async () => {
      if (uncertain !== undefined && (await this.#marks.wasCommitted(uncertain.write))) return uncertain.result;
      uncertain = undefined;
      return await this.db.transaction().execute(async (tx) => {
        const write = await this.#marks.takeTurn(tx);
        const result = await work(tx);
        uncertain = { write, result };
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
}

async function currentSchema(db: Kysely<Schema>, location: string): Promise<string> {
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(db);
  const schema = rows[0]?.schema;
  if (typeof schema === 'string') return schema;
  throw new StoreUnavailableError(location, 'none of the schemas of the search path exists', 'create one: create schema NAME');
}
