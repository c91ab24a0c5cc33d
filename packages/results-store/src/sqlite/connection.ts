import sqlite3 from 'sqlite3';
import { explainSqliteError } from './sqlite-error.js';

/** Statements that are kept compiled, by their text: more than the store has, but for lists of states and kinds of any length. */
const PREPARED_STATEMENTS = 100;

/** One connection of the `sqlite3` package, with promises and explained errors. */
export class SqliteConnection {
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
    return new Promise((resolve, reject) => {
      this.database.all(sql, parameters, (error: Error | null, rows: Row[]) => {
        if (error) reject(explainSqliteError(error, this.file));
        else resolve(rows);
      });
    });
  }

  /** As `all`, for a statement that comes often. */
  async allPrepared<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const statement = await this.#prepare(sql);
    return new Promise((resolve, reject) => {
      statement.all(parameters, (error: Error | null, rows: Row[]) => {
        if (error) this.#abandon(statement, error, reject);
        else resolve(rows);
      });
    });
  }

  /** As `run`, for a statement that comes often and returns no rows. */
  async runPrepared(sql: string, parameters: readonly unknown[] = []): Promise<{ lastId: number; changes: number }> {
    const statement = await this.#prepare(sql);
    return new Promise((resolve, reject) => {
      const abandon = (error: Error) => this.#abandon(statement, error, reject);
      statement.run(parameters, function (error) {
        if (error) abandon(error);
        else resolve({ lastId: this.lastID, changes: this.changes });
      });
    });
  }

  /** A statement that was refused for a lock counts as under way, and holds up every commit, until it is reset. */
  #abandon(statement: sqlite3.Statement, error: Error, reject: (error: unknown) => void): void {
    statement.reset(() => reject(explainSqliteError(error, this.file)));
  }

  run(sql: string, parameters: readonly unknown[] = []): Promise<{ lastId: number; changes: number }> {
    return new Promise((resolve, reject) => {
      const { file } = this;
      this.database.run(sql, parameters, function (error) {
        if (error) reject(explainSqliteError(error, file));
        else resolve({ lastId: this.lastID, changes: this.changes });
      });
    });
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
        reject(explainSqliteError(error, this.file));
      });
    });
  }
}

function finalized(statement: sqlite3.Statement): Promise<void> {
  return new Promise((resolve) => {
    statement.finalize(() => resolve());
  });
}
