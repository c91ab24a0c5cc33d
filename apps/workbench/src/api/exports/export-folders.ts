import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ConflictError } from '../parse.js';
import { exportAnswer } from '../schema.js';

/** Below the folder of artifacts. */
const PLACE = '.exports';
const RECORD = 'export.json';

/** An export as it is on disk. */
const storedExport = z.strictObject({
  answer: exportAnswer,
  startedAt: z.number(),
  /** The server that makes it. */
  server: z.strictObject({ pid: z.int(), host: z.string() }),
});
export type StoredExport = z.infer<typeof storedExport>;

/** Where exports are, a folder each with its record and its files: so that the next server can tell what became of those of a server that was killed. */
export class ExportFolders {
  constructor(private readonly artifacts: string) {}

  /** Of the files of an export. */
  filesOf(id: string): string {
    return join(this.artifacts, PLACE, id, 'files');
  }

  /** Throws ConflictError where nothing can be written there. */
  async create(stored: StoredExport): Promise<void> {
    try {
      await mkdir(this.filesOf(stored.answer.id), { recursive: true });
      await this.save(stored);
    } catch (error) {
      throw new ConflictError(
        `exports are kept in ${join(this.artifacts, PLACE)}, which cannot be written (${(error as Error).message}); start the server with another --artifacts`,
      );
    }
  }

  /** Whoever reads sees the record before or after, and never half of it. */
  async save(stored: StoredExport): Promise<void> {
    const file = join(this.artifacts, PLACE, stored.answer.id, RECORD);
    await writeFile(`${file}.new`, JSON.stringify(stored));
    await rename(`${file}.new`, file);
  }

  /** What there is, the oldest first; a folder whose record cannot be read is removed. */
  async all(): Promise<readonly StoredExport[]> {
    const ids = await readdir(join(this.artifacts, PLACE)).catch(() => []);
    const found = await Promise.all(ids.map((id) => this.#read(id)));
    return found.filter((stored) => stored !== undefined).sort((a, b) => a.startedAt - b.startedAt);
  }

  async removeFiles(id: string): Promise<void> {
    await rm(this.filesOf(id), { recursive: true, force: true });
  }

  async remove(id: string): Promise<void> {
    await rm(join(this.artifacts, PLACE, id), { recursive: true, force: true });
  }

  async #read(id: string): Promise<StoredExport | undefined> {
    try {
      const { data } = storedExport.safeParse(JSON.parse(await readFile(join(this.artifacts, PLACE, id, RECORD), 'utf8')));
      if (data?.answer.id === id) return data;
    } catch {}
    await this.remove(id).catch(() => undefined);
    return undefined;
  }
}
