import { setTimeout } from 'node:timers/promises';
import sqlite3 from 'sqlite3';
import { BUSY_SECONDS, explainSqliteError } from './sqlite-error.js';

/** Statements that are kept compiled, by their text: more than the store has, but for lists of states and kinds of any length. */
const PREPARED_STATEMENTS = 100;

/** One connection of the `sqlite3` package, with promises and explained errors. */
export class SqliteConnection {
  /** How long a statement waits for other processes. */
  busySeconds = BUSY_SECONDS;
  /** The least recently used first. */
  readonly #prepared = new Map<string, Promise<sqlite3.Statement>>();

  private constructor(
    readonly file: string,
    private readonly database: sqlite3.Database,
  ) {}

  /** Creates the file unless it is only to be read. */
  static open(file: string, access: 'write' | 'read' = 'write'): Promise<SqliteConnection> {
    const mode = sqlite3.OPEN_FULLMUTEX | (access === 'write' ? sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE : sqlite3.OPEN_READONLY);
    return new Promise((resolve, reject) => {
      const database = new sqlite3.Database(file, mode, (error) => {
        if (error) reject(explainSqliteError(error, file));
        else resolve(new SqliteConnection(file, database));
      });
    });
  }

  /** The rows of a statement, none for one that returns nothing. */
  all<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.#patiently(
      () =>
        new Promise((resolve, reject) => {
          this.database.all(sql, parameters, (error: Error | null, rows: Row[]) => (error ? reject(error) : resolve(rows)));
        }),
    );
  }

  run(sql: string, parameters: readonly unknown[] = []): Promise<{ lastId: number; changes: number }> {
    return this.#patiently(
      () =>
        new Promise((resolve, reject) => {
          this.database.run(sql, parameters, function (error) {
            if (error) reject(error);
            else resolve({ lastId: this.lastID, changes: this.changes });
          });
        }),
    );
  }

  /** As `all`, for a statement that comes often. */
  allPrepared<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.#patiently(async () => {
      const statement = await this.#prepare(sql);
      return new Promise((resolve, reject) => {
        statement.all(parameters, (error: Error | null, rows: Row[]) => (error ? abandon(statement, error, reject) : resolve(rows)));
      });
    });
  }

  /** As `run`, for a statement that comes often and returns no rows. */
  runPrepared(sql: string, parameters: readonly unknown[] = []): Promise<{ lastId: number; changes: number }> {
    return this.#patiently(async () => {
      const statement = await this.#prepare(sql);
      return new Promise((resolve, reject) => {
        statement.run(parameters, function (error) {
          if (error) abandon(statement, error, reject);
          else resolve({ lastId: this.lastID, changes: this.changes });
        });
      });
    });
  }

  /**
   * Tries again while another process holds the lock. SQLite's own busy time-out sleeps up to a tenth of a second at a time, which leaves the lock unused when
   * several processes write: it is set to a few milliseconds, and the rest is waited for here.
   */
  async #patiently<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const startMs = performance.now();
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const busy = (error as { code?: unknown }).code === 'SQLITE_BUSY';
        if (!busy || performance.now() - startMs >= this.busySeconds * 1000) throw explainSqliteError(error, this.file);
        await setTimeout(1);
      }
    }
  }

  async close(): Promise<void> {
    const prepared = await Promise.all(this.#prepared.values());
    await Promise.all(prepared.map(finalized));
    return new Promise((resolve, reject) => {
      this.database.close((error) => (error ? reject(explainSqliteError(error, this.file)) : resolve()));
    });
  }

  #prepare(sql: string): Promise<sqlite3.Statement> {
    const prepared = this.#prepared.get(sql) ?? this.#compile(sql);
    this.#prepared.delete(sql);
    this.#prepared.set(sql, prepared);
    const [oldest] = this.#prepared;
    if (this.#prepared.size > PREPARED_STATEMENTS && oldest !== undefined) {
      this.#prepared.delete(oldest[0]);
      void oldest[1].then(finalized);
    }
    return prepared;
  }

  #compile(sql: string): Promise<sqlite3.Statement> {
    return new Promise((resolve, reject) => {
      const statement = this.database.prepare(sql, (error: Error | null) => {
        if (error === null) return resolve(statement);
        this.#prepared.delete(sql);
        reject(error);
      });
    });
  }
}

/** A statement that was refused for a lock counts as under way, and holds up every commit, until it is reset. */
function abandon(statement: sqlite3.Statement, error: Error, reject: (error: unknown) => void): void {
  statement.reset(() => reject(error));
}

function finalized(statement: sqlite3.Statement): Promise<void> {
  return new Promise((resolve) => {
    statement.finalize(() => resolve());
  });
}
