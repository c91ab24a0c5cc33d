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

/** Folder that artifact paths in a store are relative to: beside the database. */
export function artifactsFolder(url: string): string {
  return join(dirname(url.replace(/^sqlite:/, '')), 'artifacts');
}
