import { readdir, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ResultsStore } from '@isoflop/results-store';
import { pathInside } from './file-inside.js';

/** What went with a study. */
export interface DeletedStudy {
  readonly study: string;
  readonly trials: number;
  /** Weights, logs and checkpoints below the folder of artifacts; what another study (a fork) names as well stays. */
  readonly files: number;
}

/**
 * Deletes a study for good: its records, and those of its files that no other study names. Throws the store's StudyBusyError while it is being run, and
 * UnknownStudyError. Files outside of the folder of artifacts are not touched, whatever the records say.
 */
export async function deleteStudy(store: ResultsStore, artifacts: string, study: string): Promise<DeletedStudy> {
  const { lastTrial: trials } = await store.position(study);
  const paths = await store.deleteStudy(study);
  let files = 0;
  for (const path of paths) files += await removeFile(artifacts, path);
  // A study may be named by a path.
  if (basename(study) === study && study !== '..' && study !== '.') files += await clearFolder(artifacts, study);
  return { study, trials, files };
}

/** What training keeps beside its records: checkpoints of trials that did not end, and what its processes printed. */
async function clearFolder(artifacts: string, study: string): Promise<number> {
  let files = await removeFile(artifacts, join(study, 'runner.log'));
  for (const trial of await namesIn(artifacts, study)) {
    const folder = join(study, trial);
    for (const name of await namesIn(artifacts, folder)) {
      if (name.startsWith('checkpoint.')) files += await removeFile(artifacts, join(folder, name));
    }
    await removeEmpty(artifacts, folder);
  }
  await removeEmpty(artifacts, study);
  return files;
}

async function namesIn(artifacts: string, folder: string): Promise<readonly string[]> {
  const path = await pathInside(artifacts, folder);
  return path === undefined ? [] : readdir(path).catch(() => []);
}

async function removeFile(artifacts: string, path: string): Promise<0 | 1> {
  const file = await pathInside(artifacts, path);
  if (file === undefined) return 0;
  // One that cannot be removed is no reason to keep the others; a folder is not removed.
  return rm(file).then(
    () => 1 as const,
    () => 0 as const,
  );
}

async function removeEmpty(artifacts: string, folder: string): Promise<void> {
  const path = await pathInside(artifacts, folder);
  if (path !== undefined) await rmdir(path).catch(() => undefined);
}
