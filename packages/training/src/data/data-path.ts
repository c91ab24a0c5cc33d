import { open, readdir, stat } from 'node:fs/promises';

/** What lies at a path, seen without reading it whole. */
export interface DataPath {
  readonly path: string;
  readonly isFolder: boolean;
  /** Names in the folder, sorted; empty for a file. */
  readonly names: readonly string[];
  /** The first bytes of the file; empty for a folder. */
  readonly head: Uint8Array;
}

// Enough for a tar header's magic at 257.
const HEAD_BYTES = 512;

/** Undefined when nothing is there. Throws what the file system throws when something is there but may not be read. */
export async function lookAt(path: string): Promise<DataPath | undefined> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!stats) return undefined;
  if (stats.isDirectory()) return { path, isFolder: true, names: (await readdir(path)).sort(), head: new Uint8Array() };
  return { path, isFolder: false, names: [], head: await readHead(path) };
}

/** The first bytes of a file. */
export async function readHead(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
