import { setTimeout } from 'node:timers/promises';
import { Kysely, Migrator } from 'kysely';
import { StoreUnavailableError } from '../errors.js';
import { MIGRATIONS } from '../migrations/migrations.js';
import type { SqliteConnection } from './connection.js';
import { Sqlite3Dialect } from './dialect.js';
import type { Schema } from './schema.js';
import { BUSY_SECONDS } from './sqlite-error.js';

/** Makes a connection ready for use and brings the tables of its file up to date. */
export async function prepareDatabase(connection: SqliteConnection): Promise<Kysely<Schema>> {
  await configure(connection);
  await requireOurs(connection);
  const db = new Kysely<Schema>({ dialect: new Sqlite3Dialect(connection) });
  await migrate(db);
  return db;
}

/**
 * WAL lets readers read while one process writes, and a killed writer leaves a log that the next opening completes or drops.
 * In that mode synchronous=NORMAL survives a killed process without waiting for the disk at each commit, https://www.sqlite.org/wal.html.
 */
async function configure(connection: SqliteConnection): Promise<void> {
  await connection.run(`pragma busy_timeout = ${BUSY_SECONDS * 1000}`);
  await connection.run('pragma foreign_keys = on');
  await connection.run('pragma synchronous = normal');
  await switchToWal(connection);
}

/** Two processes that switch a new file at once may both be refused without any wait, so a refusal is tried again. */
async function switchToWal(connection: SqliteConnection, tries = 20): Promise<void> {
  try {
    await connection.all('pragma journal_mode = wal');
  } catch (error) {
    const busy = (error as { cause?: { code?: string } }).cause?.code === 'SQLITE_BUSY';
    if (!busy || tries <= 1) throw error;
    await setTimeout(50);
    await switchToWal(connection, tries - 1);
  }
}

/** Refuses other programs' databases, and those of a newer version of this one, before anything is changed in them. */
async function requireOurs(connection: SqliteConnection): Promise<void> {
  const { file } = connection;
  const tables = (
    await connection.all<{ name: string }>(`select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`)
  ).map(({ name }) => name);
  if (tables.length === 0) return;
  if (!tables.includes('kysely_migration')) {
    const some = tables.slice(0, 3).join(', ');
    throw new StoreUnavailableError(
      file,
      `the database belongs to another program (it has the tables ${some}, …)`,
      'give another path with --store',
    );
  }
  const ran = await connection.all<{ name: string }>('select name from kysely_migration order by name');
  const unknown = ran.filter(({ name }) => !(name in MIGRATIONS)).map(({ name }) => name);
  if (unknown.length > 0) {
    const newest = Object.keys(MIGRATIONS).at(-1);
    const problem = `the database was written by a newer isoflop (it has "${unknown.join('", "')}", this version knows up to "${newest}")`;
    throw new StoreUnavailableError(file, problem, 'update isoflop, or give another path with --store');
  }
}

async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
