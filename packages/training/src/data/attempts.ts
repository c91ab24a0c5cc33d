import { DatasetError } from './dataset.js';

/** One place where a data set may be. */
export interface Attempt<T> {
  readonly where: string;
  readonly read: () => Promise<T>;
}

/**
 * The first attempt that succeeds. Every step is logged; when all fail, a DatasetError lists what each said.
 * `what` is what was sought, for people.
 */
export async function firstThatSucceeds<T>(
  dataset: string,
  what: string,
  attempts: readonly Attempt<T>[],
  { log, signal }: { readonly log: (line: string) => void; readonly signal?: AbortSignal | undefined },
): Promise<{ readonly where: string; readonly value: T }> {
  const tried: string[] = [];
  for (const { where, read } of attempts) {
    signal?.throwIfAborted();
    try {
      const value = await read();
      log(`${dataset}: ${where}: found, checksums right`);
      return { where, value };
    } catch (error) {
      signal?.throwIfAborted();
      tried.push(`${where}: ${(error as Error).message}`);
      log(`${dataset}: ${tried.at(-1)}`);
    }
  }
  const mend = 'give the folder that holds them as path, or mend one of the steps';
  throw new DatasetError(`data set ${dataset}: ${what} cannot be had: ${tried.join('; ')}. To mend: ${mend}`);
}
