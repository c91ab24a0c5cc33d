import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { openStore, type ResultsStore } from '@isoflop/results-store';

/** Opens the store for reading verbs, hands it to `use` and closes it; a file that is not there is an error. */
export async function withStore<T>(url: string, use: (store: ResultsStore) => Promise<T>): Promise<T> {
  const store = await openStore(url, { create: false });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/**
 * Folder that artifact paths in a store are relative to: the one that was chosen, or beside the file of the database. Of a PostgreSQL database it is in
 * `.isoflop` of the current folder, named by the database, so that two databases do not write over each other's files.
 */
export function artifactsFolder(url: string, chosen?: string): string {
  if (chosen !== undefined) return chosen;
  if (/^postgres(?:ql)?:/i.test(url)) {
    const location = new URL(url);
    location.password = '';
    location.searchParams.delete('password');
    return join('.isoflop', `artifacts-${createHash('sha256').update(location.href).digest('hex').slice(0, 12)}`);
  }
  return join(dirname(url.replace(/^sqlite:/, '')), 'artifacts');
}
