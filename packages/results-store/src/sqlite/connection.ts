import sqlite3 from 'sqlite3';
import { explainSqliteError } from './sqlite-error.js';

/** One connection of the `sqlite3` package, with promises and explained errors. */
export class SqliteConnection {
  private constructor(
    readonly file: string,
    private readonly database: sqlite3.Database,
  ) {}

  static open(file: string): Promise<SqliteConnection> {
    const mode = sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE | sqlite3.OPEN_FULLMUTEX;
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

  run(sql: string, parameters: readonly unknown[] = []): Promise<{ lastId: number; changes: number }> {
    return new Promise((resolve, reject) => {
      const { file } = this;
      this.database.run(sql, parameters, function (error) {
        if (error) reject(explainSqliteError(error, file));
        else resolve({ lastId: this.lastID, changes: this.changes });
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.database.close((error) => (error ? reject(explainSqliteError(error, this.file)) : resolve()));
    });
  }
}
