import { Kysely } from 'kysely';
import type { StoreProblem } from '../records/store-problem.js';
import { migrate } from '../sql/migrate.js';
import { SQLITE_COLUMNS } from '../sql/migrations/column-types.js';
import { migrationsFor } from '../sql/migrations/migrations.js';
import type { Schema } from '../sql/schema.js';
import type { SqlDatabase, Tx } from '../sql/sql-database.js';
import { queryBriefLines } from './brief-lines.js';
import { SqliteConnection } from './connection.js';
import { Sqlite3Dialect } from './dialect.js';
import { GroupCommit } from './group-commit.js';

/** One SQLite file: `begin immediate` for what writes, a snapshot for what reads. */
export class SqliteDatabase implements SqlDatabase {
  readonly url: string;
  readonly briefs = queryBriefLines;
  readonly #writes: GroupCommit;

  private constructor(
    readonly connection: SqliteConnection,
    readonly db: Kysely<Schema>,
  ) {
    this.url = `sqlite:${connection.file}`;
    this.#writes = new GroupCommit(db);
  }

  /** Opens or creates the file, whose folder must exist, and brings its tables up to date. */
  static async open(file: string): Promise<SqliteDatabase> {
    const connection = await SqliteConnection.open(file);
    try {
      await configure(connection);
      const db = new Kysely<Schema>({ dialect: new Sqlite3Dialect(connection) });
      await migrate(db, migrationsFor(SQLITE_COLUMNS), { location: file });
      return new SqliteDatabase(connection, db);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  write<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.#writes.add(work);
  }

  read<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.db.transaction().setAccessMode('read only').execute(work);
  }

  /** https://www.sqlite.org/pragma.html#pragma_integrity_check and #pragma_foreign_key_check. */
  async damage(): Promise<readonly StoreProblem[]> {
    const pages = await this.connection.all<{ integrity_check: string }>('pragma integrity_check');
    const keys = await this.connection.all<{ table: string; rowid: number | null; parent: string }>('pragma foreign_key_check');
    return [
      ...pages
        .filter(({ integrity_check }) => integrity_check !== 'ok')
        .map(({ integrity_check }) => ({ rule: 'the file is whole (integrity_check)', found: integrity_check })),
      ...keys.map(({ table, rowid, parent }) => ({
        rule: 'what a row refers to exists',
        found: `row ${rowid ?? '?'} of ${table} refers to ${parent}`,
      })),
    ];
  }

  close(): Promise<void> {
    return this.db.destroy();
  }
}

/** See SqliteConnection, which waits for longer. */
const POLL_MILLISECONDS = 5;
/** 16 MiB of log: a page that changes often is copied to the file once in that time, and the disk is waited for less often than by default (1000). */
const CHECKPOINT_PAGES = 4096;
/** The indexes of a study of 100,000 trials. */
const CACHE_KIBIBYTES = 32_768;

/**
 * WAL lets readers read while one process writes, and a killed writer leaves a log that the next opening completes or drops.
 * In that mode synchronous=NORMAL survives a killed process without waiting for the disk at each commit, https://www.sqlite.org/wal.html.
 */
async function configure(connection: SqliteConnection): Promise<void> {
  await connection.run(`pragma busy_timeout = ${POLL_MILLISECONDS}`);
  await connection.run('pragma foreign_keys = on');
  await connection.run('pragma synchronous = normal');
  await connection.run(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  await connection.run(`pragma cache_size = -${CACHE_KIBIBYTES}`);
  // Two processes that switch a new file at once may both be refused; the connection tries again.
  await connection.all('pragma journal_mode = wal');
}
