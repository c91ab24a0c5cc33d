import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Exportable, ExportError, TOLERANCE } from './format.js';
import { type FormatName, formats } from './formats/formats.js';

/** One written file. */
export interface ExportedFile {
  readonly format: FormatName;
  /** Relative to the export folder. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Whether it was read back and compared. */
  readonly verified: boolean;
  /** Largest absolute difference of outputs when it was; 0 for files that hold no function. */
  readonly maxAbsError?: number;
}

/**
 * Writes a model in several formats into a folder, and reads every format back and compares it when asked. A file appears under its final
 * name only when it is whole. Throws `ExportError` when a verification fails by more than 1e-5, and the system's error when the disk does.
 */
export async function exportModel(
  exportable: Exportable,
  names: readonly FormatName[],
  folder: string,
  verify: boolean,
): Promise<ExportedFile[]> {
  const exported: ExportedFile[] = [];
  for (const name of names) {
    const format = formats[name];
    const files = await format.write(exportable);
    for (const { path, content } of files) await writeWhole(join(folder, path), content);
    let check: { verified: boolean; maxAbsError?: number } = { verified: false };
    if (verify) {
      const maxAbsError = await format.verify(exportable, async (path) => new Uint8Array(await readFile(join(folder, path))));
      if (maxAbsError > TOLERANCE)
        throw new ExportError(
          `${name}: outputs must agree to ${TOLERANCE}, got a difference of ${maxAbsError}; please report this network`,
        );
      check = { verified: true, maxAbsError };
    }
    for (const { path, content } of files) {
      const bytes = Buffer.from(content);
      exported.push({ format: name, path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, ...check });
    }
  }
  return exported;
}

async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, content);
  await rename(partial, file);
}
