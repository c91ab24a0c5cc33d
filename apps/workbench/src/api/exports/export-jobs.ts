import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isAbsolute, relative } from 'node:path';
import type { ApiContext } from '../context.js';
import { runToEnd } from '../launch/program.js';
import { MissingError, RefusedError } from '../parse.js';
import type { ExportAnswer, ExportBody } from '../schema.js';
import { ExportFolders, type StoredExport } from './export-folders.js';

/** Kept until newer ones take their place, or the server ends in good order. */
const KEPT = 10;
const MOST_AT_ONCE = 2;
const MOST_SECONDS = 1800;
const MOST_MESSAGES = 500;
const OWN = { pid: process.pid, host: hostname() };
const SERVER_ENDED = 'the server ended before it was done; start it again';

export interface ExportJob {
  readonly answer: ExportAnswer;
  /** Of its files. */
  readonly folder: string;
}

/** What `isoflop export --json` prints, as far as it is shown. */
interface Printed {
  readonly files: readonly (Omit<ExportAnswer['files'][number], 'index' | 'maxAbsError'> & { readonly maxAbsError?: number })[];
  readonly skipped: ExportAnswer['skipped'];
}

/** Exports that were asked for, each made by `isoflop export` in a process of its own, which ends with this one. */
export class ExportJobs {
  readonly #jobs = new Map<string, StoredExport>();
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #folders: ExportFolders;
  readonly #stop = new AbortController();

  constructor(private readonly context: Pick<ApiContext, 'storeUrl' | 'artifacts'>) {
    this.#folders = new ExportFolders(context.artifacts);
  }

  /** Takes over what servers before this one left, and says of what they were at when they died that it failed. */
  async takeUp(): Promise<void> {
    for (const left of await this.#folders.all()) {
      if (isAlive(left)) continue;
      const stored = { ...left, server: OWN };
      if (stored.answer.state === 'running') await this.#fail(stored, SERVER_ENDED);
      else await this.#folders.save(stored);
      this.#jobs.set(stored.answer.id, stored);
    }
    await this.#dropOldest();
  }

  async start(study: string, { trial, formats, verify }: ExportBody): Promise<ExportAnswer> {
    if (this.#underWay.size >= MOST_AT_ONCE)
      throw new RefusedError(503, `${MOST_AT_ONCE} exports are being made already; wait for one`, 'busy');
    const answer: ExportAnswer = { id: randomUUID(), study, trial, state: 'running', messages: [], files: [], skipped: [], error: null };
    const stored: StoredExport = { answer, startedAt: Date.now(), server: OWN };
    await this.#folders.create(stored);
    this.#jobs.set(answer.id, stored);
    await this.#dropOldest();
    const folder = this.#folders.filesOf(answer.id);
    const args = ['export', '--json', '--trial', String(trial), '--out', folder, '--artifacts', this.context.artifacts];
    if (formats !== undefined) args.push('--format', formats.join(','));
    if (verify) args.push('--verify');
    const run = this.#run(stored, folder, [...args, '--', study]).finally(() => this.#underWay.delete(answer.id));
    this.#underWay.set(answer.id, run);
    return answer;
  }

  get(id: string): ExportJob {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new MissingError(`there is no export ${id} (any more); start it again`);
    return { answer: job.answer, folder: this.#folders.filesOf(id) };
  }

  /** Ends what is under way, of which the next server says so, and removes what is done. */
  async close(): Promise<void> {
    this.#stop.abort();
    const cut = new Set(this.#underWay.keys());
    await Promise.all(this.#underWay.values());
    for (const id of this.#jobs.keys()) if (!cut.has(id)) await this.#folders.remove(id);
  }

  async #run(stored: StoredExport, folder: string, args: readonly string[]): Promise<void> {
    const { answer } = stored;
    try {
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(MOST_SECONDS * 1000)]);
      const onLine = (line: string) => void (answer.messages.length < MOST_MESSAGES && answer.messages.push(line));
      const { code, stdout, problem } = await runToEnd(args, { storeUrl: this.context.storeUrl, signal, onLine });
      if (this.#stop.signal.aborted) return await this.#fail(stored, SERVER_ENDED);
      // It ends with an error as well where a format that was named cannot be had; the others are there.
      const printed = stdout.trim() === '' ? undefined : (JSON.parse(stdout) as Printed);
      if (printed === undefined) throw new Error(signal.aborted ? `it took more than ${MOST_SECONDS / 60} minutes` : problem);
      answer.files = printed.files.map((file, index) => fileOf(file, index, folder));
      answer.skipped = printed.skipped.map(({ format, reason }) => ({ format, reason }));
      if (code !== 0 && answer.files.length === 0) return await this.#fail(stored, problem);
      answer.state = 'done';
      await this.#folders.save(stored);
    } catch (error) {
      await this.#fail(stored, (error as Error).message);
    }
  }

  /** Nothing half-made is left. */
  async #fail(stored: StoredExport, why: string): Promise<void> {
    Object.assign(stored.answer, { state: 'failed', error: why, files: [] } satisfies Partial<ExportAnswer>);
    await this.#folders.removeFiles(stored.answer.id);
    // The disk may be what failed; this process knows what happened.
    await this.#folders.save(stored).catch(() => undefined);
  }

  async #dropOldest(): Promise<void> {
    for (const [id, { answer }] of this.#jobs) {
      if (this.#jobs.size <= KEPT) return;
      if (answer.state === 'running') continue;
      this.#jobs.delete(id);
      await this.#folders.remove(id);
    }
  }
}

/** Whether the server that makes an export goes on; of one on another machine, whether it can still be at it. */
function isAlive({ server, startedAt }: StoredExport): boolean {
  if (server.host !== OWN.host) return Date.now() - startedAt < MOST_SECONDS * 1000;
  if (server.pid === OWN.pid) return false;
  try {
    return process.kill(server.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function fileOf({ format, path, bytes, sha256, verified, maxAbsError, check }: Printed['files'][number], index: number, folder: string) {
  const short = isAbsolute(path) ? relative(folder, path) : path;
  return { index, format, path: short, bytes, sha256, verified, maxAbsError: maxAbsError ?? null, check };
}
