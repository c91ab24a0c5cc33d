import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

const NOT_THERE = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES'];

/**
 * The real path of a file in a folder; undefined where it is not there, or not in it: a record may name `../../etc/passwd`, and a link may lead anywhere.
 */
export async function fileInside(folder: string, path: string): Promise<string | undefined> {
  const file = await pathInside(folder, path);
  return file !== undefined && (await stat(file)).isFile() ? file : undefined;
}

/** As `fileInside`, of a folder too. */
export async function pathInside(folder: string, path: string): Promise<string | undefined> {
  if (path.includes('\0')) return undefined;
  try {
    const root = await realpath(folder);
    const found = await realpath(join(root, path));
    const way = relative(root, found);
    return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : found;
  } catch (error) {
    if (NOT_THERE.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
