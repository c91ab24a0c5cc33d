import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export { cacheFolder } from '@isoflop/runtime';

/** Writes beside the file and renames, so that nobody ever sees half of it; makes the folder. The file is replaced when it is there. */
export async function writeFileAtomic(file: string, bytes: Uint8Array | readonly Uint8Array[]): Promise<void> {
  const temporary = temporaryName(file, process.pid);
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(temporary, bytes instanceof Uint8Array ? bytes : (bytes as Iterable<Uint8Array>), { flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The name under which process `pid` writes `file` before it renames it; what is left of a killed process can be removed by it. */
export function temporaryName(file: string, pid: number): string {
  return `${file}.${pid}.tmp`;
}
