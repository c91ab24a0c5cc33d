import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import type { ApiContext } from '../context.js';
import { runToEnd } from '../launch/program.js';
import { MissingError, RefusedError } from '../parse.js';
import type { ExportAnswer, ExportBody } from '../schema.js';

/** Kept until newer ones take their place, or the server ends. */
const KEPT = 10;
const MOST_AT_ONCE = 2;
const MOST_SECONDS = 1800;
const MOST_MESSAGES = 500;

export interface ExportJob {
  readonly answer: ExportAnswer;
  readonly folder: string;
}

/** What `isoflop export --json` prints, as far as it is shown. */
interface Printed {
  readonly files: readonly (Omit<ExportAnswer['files'][number], 'index' | 'maxAbsError'> & { readonly maxAbsError?: number })[];
  readonly skipped: ExportAnswer['skipped'];
}

/** Exports that were asked for, each made by `isoflop export` in a process of its own. */
export class ExportJobs {
  readonly #jobs = new Map<string, ExportJob>();
  readonly #stop = new AbortController();

  constructor(private readonly context: Pick<ApiContext, 'storeUrl' | 'artifacts'>) {}

  async start(study: string, { trial, formats, verify }: ExportBody): Promise<ExportAnswer> {
    const running = [...this.#jobs.values()].filter(({ answer }) => answer.state === 'running').length;
    if (running >= MOST_AT_ONCE) throw new RefusedError(503, `${MOST_AT_ONCE} exports are being made already; wait for one`, 'busy');
    const folder = await mkdtemp(join(tmpdir(), 'isoflop-export-'));
    const answer: ExportAnswer = { id: randomUUID(), study, trial, state: 'running', messages: [], files: [], skipped: [], error: null };
    this.#jobs.set(answer.id, { answer, folder });
    await this.#dropOldest();
    const args = ['export', '--json', '--trial', String(trial), '--out', folder, '--artifacts', this.context.artifacts];
    if (formats !== undefined) args.push('--format', formats.join(','));
    if (verify) args.push('--verify');
    void this.#run(answer, folder, [...args, '--', study]);
    return answer;
  }

  get(id: string): ExportJob {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new MissingError(`there is no export ${id} (any more); start it again`);
    return job;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#jobs.values()].map(({ folder }) => rm(folder, { recursive: true, force: true })));
  }

  async #run(answer: ExportAnswer, folder: string, args: readonly string[]): Promise<void> {
    try {
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(MOST_SECONDS * 1000)]);
      const onLine = (line: string) => void (answer.messages.length < MOST_MESSAGES && answer.messages.push(line));
      const { code, stdout, problem } = await runToEnd(args, { storeUrl: this.context.storeUrl, signal, onLine });
      // It ends with an error as well where a format that was named cannot be had; the others are there.
      const printed = stdout.trim() === '' ? undefined : (JSON.parse(stdout) as Printed);
      if (printed === undefined) throw new Error(signal.aborted ? `it took more than ${MOST_SECONDS / 60} minutes` : problem);
      answer.files = printed.files.map((file, index) => fileOf(file, index, folder));
      answer.skipped = printed.skipped.map(({ format, reason }) => ({ format, reason }));
      answer.state = code === 0 || answer.files.length > 0 ? 'done' : 'failed';
      answer.error = answer.state === 'failed' ? problem : null;
    } catch (error) {
      answer.state = 'failed';
      answer.error = (error as Error).message;
    }
  }

  async #dropOldest(): Promise<void> {
    for (const [id, { answer, folder }] of this.#jobs) {
      if (this.#jobs.size <= KEPT) return;
      if (answer.state === 'running') continue;
      this.#jobs.delete(id);
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function fileOf({ format, path, bytes, sha256, verified, maxAbsError, check }: Printed['files'][number], index: number, folder: string) {
  const short = isAbsolute(path) ? relative(folder, path) : path;
  return { index, format, path: short, bytes, sha256, verified, maxAbsError: maxAbsError ?? null, check };
}
