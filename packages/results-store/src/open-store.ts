import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StoreUnavailableError } from './errors.js';
import { MemoryStore } from './memory-store.js';
import type { ReconnectOptions } from './postgres/reconnecting.js';
import { SqlStore } from './sql/sql-store.js';
import type { ResultsStore, StoreOptions } from './store.js';

export interface OpenOptions extends StoreOptions, ReconnectOptions {
  /** Whether a missing database, and its folder, are created: true unless given. Reading commands say false, so that a typing error creates nothing. */
  readonly create?: boolean;
}

/**
 * Opens a results store: `memory:` (gone with the process), `sqlite:PATH` or just a path to an SQLite file, or `postgres://USER@HOST/DATABASE`.
 * Throws StoreUnavailableError with the file, the reason and the way out.
 */
export async function openStore(url: string, options: OpenOptions = {}): Promise<ResultsStore> {
  if (url === 'memory:') return new MemoryStore(options);
  if (/^postgres(?:ql)?:/i.test(url)) {
    const { PostgresDatabase } = await import('./postgres/postgres-database.js');
    return new SqlStore(await PostgresDatabase.open(url, options), options);
  }
  const file = sqliteFile(url);
  prepareFile(file, options.create ?? true);
  const { SqliteDatabase } = await loadSqlite(file);
  return new SqlStore(await SqliteDatabase.open(file), options);
}

function sqliteFile(url: string): string {
  const rule = 'a store is "memory:", "sqlite:PATH", the path of an SQLite file, or "postgres://USER@HOST/DATABASE"';
  // A scheme of one letter is a Windows drive.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1];
  if (scheme !== undefined && scheme !== 'sqlite')
    throw new StoreUnavailableError(url, `${rule}, got the scheme "${scheme}:"`, 'use one of these');
  const path = scheme === undefined ? url : url.slice('sqlite:'.length);
  if (path === '' || path.startsWith(':memory:'))
    throw new StoreUnavailableError(url || '(empty)', rule, 'give a path, or "memory:" to keep nothing');
  return resolve(path);
}

function prepareFile(file: string, create: boolean): void {
  const exists = existsSync(file);
  if (exists && statSync(file).isDirectory()) {
    throw new StoreUnavailableError(
      file,
      'is a folder, and a store is a file',
      `give a file in it, such as ${resolve(file, 'studies.db')}`,
    );
  }
  if (!exists && !create)
    throw new StoreUnavailableError(file, 'there is no such database', 'run a search first, or give its path with --store');
  try {
    makeFolder(dirname(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = `its folder ${dirname(file)} cannot be created (${code})`;
    throw new StoreUnavailableError(file, problem, 'give a path with --store where this user may write', { cause: error });
  }
}

/** Not `recursive`: on a file system that refuses new folders with ENOENT, as /proc does, Node's own recursion never ends. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** The addon is compiled code, and it is missing where the installation ran no scripts. */
async function loadSqlite(file: string): Promise<typeof import('./sqlite/sqlite-database.js')> {
  try {
    return await import('./sqlite/sqlite-database.js');
  } catch (error) {
    throw new StoreUnavailableError(file, 'the sqlite3 addon cannot be loaded', 'run: npm rebuild sqlite3 --ignore-scripts=false', {
      cause: error,
    });
  }
}
