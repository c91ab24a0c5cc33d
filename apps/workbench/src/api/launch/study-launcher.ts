import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultsStore } from '@isoflop/results-store';
import { storedExperiment } from '@isoflop/search';
import { fileInside } from '../../file-inside.js';
import { isPostgres } from '../../store.js';
import { ConflictError } from '../parse.js';
import { startDetached, storeArguments } from './program.js';

/** Of the output that is shown. */
const TAIL_BYTES = 16_384;
const LOG = 'runner.log';

export interface LauncherOptions {
  readonly store: ResultsStore;
  /** As `isoflop --store` takes it. */
  readonly storeUrl: string;
  readonly artifacts: string;
  /** Where the files are that experiments name. */
  readonly files: string;
}

/**
 * Runs studies of the store in processes of their own, as `isoflop resume` does from a terminal. They need this one no more: whoever looks for them finds
 * them by the lease that they hold in the store.
 */
export class StudyLauncher {
  /** Studies whose process was started and has not ended, as far as this one knows. */
  readonly #started = new Set<string>();

  constructor(private readonly options: LauncherOptions) {}

  /** A store that lives in this process cannot be reached by another. */
  get canLaunch(): boolean {
    return this.options.storeUrl !== 'memory:';
  }

  /** Whether a process of the study was started from here and has not ended. */
  hasStarted(study: string): boolean {
    return this.#started.has(study);
  }

  /** Starts the process of a study; `changes` are options of `isoflop resume`. Throws ConflictError where it was started already or cannot be. */
  async launch(study: string, changes: readonly string[] = []): Promise<void> {
    const { storeUrl, artifacts, files } = this.options;
    if (!this.canLaunch)
      throw new ConflictError('searches cannot be started in a store that lives in this process alone; use an SQLite file');
    if (this.#started.has(study)) throw new ConflictError(`study "${study}" is just being started; wait a moment`);
    this.#started.add(study);
    try {
      const folder = join(artifacts, study);
      await mkdir(folder, { recursive: true });
      const log = await open(join(folder, LOG), 'a');
      try {
        const { url, env } = storeArguments(storeUrl);
        const workers = await this.#workersOf(study, changes);
        const args = ['resume', '--store', url, '--files', files, '--artifacts', artifacts, ...changes, ...workers, '--', study];
        const child = await startDetached(args, { env, folder: files, output: log.fd });
        child.once('exit', (code) => void this.#ended(study, code));
      } finally {
        await log.close();
      }
    } catch (error) {
      this.#started.delete(study);
      throw error;
    }
  }

  /** The end of what the processes of a study printed; empty where none was started from here. */
  async logOf(study: string): Promise<string> {
    const file = await fileInside(this.options.artifacts, join(study, LOG));
    if (file === undefined) return '';
    const log = await open(file, 'r');
    try {
      const { size } = await log.stat();
      const { buffer, bytesRead } = await log.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, Math.max(0, size - TAIL_BYTES));
      return buffer.subarray(0, bytesRead).toString();
    } finally {
      await log.close();
    }
  }

  /** A study of a PostgreSQL store is run by workers that join it; so that it runs where nobody does, its own process is one. */
  async #workersOf(study: string, changes: readonly string[]): Promise<string[]> {
    if (!isPostgres(this.options.storeUrl) || changes.includes('--workers')) return [];
    return ['--workers', String(storedExperiment(await this.options.store.study(study)).runtime.workers)];
  }

  /** A process that could not begin says so in the history of its study: its experiment may name data that cannot be had. */
  async #ended(study: string, code: number | null): Promise<void> {
    this.#started.delete(study);
    if (code === 0 || code === 130) return;
    const lines = (await this.logOf(study).catch(() => '')).trim().split('\n');
    const message = (lines.findLast((line) => line.startsWith('isoflop: ')) ?? lines.at(-1) ?? '').slice(0, 2000);
    // The store may be closed by now; the log says the same.
    await this.options.store.appendEvent(study, 'runner-failed', { code, message }).catch(() => undefined);
  }
}
