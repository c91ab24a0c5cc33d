import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { type OpenOptions, openStore, type ResultsStore } from '@isoflop/results-store';
import type { Io } from './io.js';

/** Opens the store for reading verbs, hands it to `use` and closes it; a file that is not there is an error. */
export async function withStore<T>(url: string, use: (store: ResultsStore) => Promise<T>, options: OpenOptions = {}): Promise<T> {
  const store = await openStore(url, { ...options, create: false });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Whether a store is one that many machines can share. */
export function isPostgres(url: string): boolean {
  return /^postgres(?:ql)?:/i.test(url);
}

const NOTICE_SECONDS = 60;

/** For runs that last for days: a database that went away is waited for as long as it takes, and now and then somebody is told. */
export function patience(io: Io): OpenOptions {
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    reconnectSeconds: Number.POSITIVE_INFINITY,
    onDisconnect: (problem) => {
      if (performance.now() - toldAt < NOTICE_SECONDS * 1000) return;
      toldAt = performance.now();
      io.say(`${problem}; waiting for it`);
    },
  };
}

/**
 * Folder that artifact paths in a store are relative to: the one that was chosen, or beside the file of the database. Of a PostgreSQL database it is in
 * `.isoflop` of the current folder, named by the database, so that two databases do not write over each other's files.
 */
export function artifactsFolder(url: string, chosen?: string): string {
  if (chosen !== undefined) return chosen;
  if (isPostgres(url)) {
    const location = new URL(url);
    location.password = '';
    location.searchParams.delete('password');
    return join('.isoflop', `artifacts-${createHash('sha256').update(location.href).digest('hex').slice(0, 12)}`);
  }
  return join(dirname(url.replace(/^sqlite:/, '')), 'artifacts');
}
