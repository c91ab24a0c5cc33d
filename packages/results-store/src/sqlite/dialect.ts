import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely';
import { Mutex } from '../sql/mutex.js';
import type { SqliteConnection } from './connection.js';

/** kysely over the asynchronous `sqlite3` package; kysely's own SQLite dialect wants a synchronous driver. */
export class Sqlite3Dialect implements Dialect {
  constructor(private readonly connection: SqliteConnection) {}

  createDriver(): Driver {
    return new Sqlite3Driver(this.connection);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }
}

/** SQLite does roll back table changes; saying so makes kysely run all pending migrations in one transaction. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class Sqlite3Driver implements Driver {
  /** SQLite has one transaction per connection, and this process has one connection. */
  readonly #mutex = new Mutex();
  readonly #connection: Sqlite3Connection;
  #unlock = () => {};

  constructor(private readonly sqlite: SqliteConnection) {
    this.#connection = new Sqlite3Connection(sqlite);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    this.#unlock = await this.#mutex.lock();
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#unlock();
  }

  /**
   * A transaction that begins by reading and then writes fails at once when another process has written in between, without waiting for the
   * busy time-out: so writers ask for the write lock at the beginning.
   */
  async beginTransaction(_connection: DatabaseConnection, { accessMode }: TransactionSettings): Promise<void> {
    await this.sqlite.runPrepared(accessMode === 'read only' ? 'begin' : 'begin immediate');
  }

  async commitTransaction(): Promise<void> {
    await this.sqlite.runPrepared('commit');
  }

  /** On a full disk SQLite has rolled back by itself, and the error that says so must not hide the first one. */
  async rollbackTransaction(): Promise<void> {
    await this.sqlite.run('rollback').catch((error: Error) => {
      if (!/no transaction is active/.test(error.message)) throw error;
    });
  }

  async destroy(): Promise<void> {
    await this.sqlite.close();
  }
}

/** What is left are changes of tables. */
const CHANGES_ROWS: ReadonlySet<string> = new Set(['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode']);

class Sqlite3Connection implements DatabaseConnection {
  constructor(private readonly sqlite: SqliteConnection) {}

  async executeQuery<Row>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<Row>> {
    if (query.kind === 'RawNode') return { rows: await this.sqlite.all<Row>(sql, parameters) };
    if (query.kind === 'SelectQueryNode' || ('returning' in query && query.returning !== undefined)) {
      return { rows: await this.sqlite.allPrepared<Row>(sql, parameters) };
    }
    const { lastId, changes } = CHANGES_ROWS.has(query.kind)
      ? await this.sqlite.runPrepared(sql, parameters)
      : await this.sqlite.run(sql, parameters);
    return { rows: [], insertId: BigInt(lastId), numAffectedRows: BigInt(changes) };
  }

  // biome-ignore lint/correctness/useYield: kysely asks for the method; the sqlite3 package cannot stop between rows, so there is nothing to yield.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('sqlite: rows cannot be streamed; use limit and offset');
  }
}
