import { Kysely, PostgresDialect, sql } from 'kysely';
import { StoreUnavailableError } from '../errors.js';
import type { StoreProblem } from '../records/store-problem.js';
import { queryBriefRows } from '../sql/brief-rows.js';
import { migrate } from '../sql/migrate.js';
import { POSTGRES_COLUMNS } from '../sql/migrations/column-types.js';
import { migrationsFor } from '../sql/migrations/migrations.js';
import { Mutex } from '../sql/mutex.js';
import type { Schema } from '../sql/schema.js';
import type { SqlDatabase, Tx } from '../sql/sql-database.js';
import { openPool, withoutPassword } from './connection-pool.js';
import { explainPostgresError } from './postgres-error.js';
import { type ReconnectOptions, reconnecting } from './reconnecting.js';
import { WRITE_MARKS, WriteMarks } from './write-marks.js';

/**
 * One schema of a PostgreSQL database. Writers of all machines take turns by an advisory lock, as they do by SQLite's write lock: a transition takes a
 * few round trips, and a training run takes minutes.
 */
export class PostgresDatabase implements SqlDatabase {
  readonly briefs = queryBriefRows;
  /** Writes of this process happen in the order they were asked for. */
  readonly #writing = new Mutex();
  readonly #marks: WriteMarks;

  private constructor(
    readonly url: string,
    private readonly db: Kysely<Schema>,
    private readonly options: ReconnectOptions,
  ) {
    this.#marks = new WriteMarks(db);
  }

  /** Connects, and brings the tables of the connection's first schema up to date. */
  static async open(url: string, options: ReconnectOptions = {}): Promise<PostgresDatabase> {
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

  #persist<Result>(attempt: () => Promise<Result>): Promise<Result> {
    return reconnecting(attempt, this.url, this.options);
  }
}

async function currentSchema(db: Kysely<Schema>, location: string): Promise<string> {
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(db);
  const schema = rows[0]?.schema;
  if (typeof schema === 'string') return schema;
  throw new StoreUnavailableError(location, 'none of the schemas of the search path exists', 'create one: create schema NAME');
}
