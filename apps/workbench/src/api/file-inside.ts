import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

/**
 * The real path of a file in a folder; undefined where it is not there, or not in it: a record may name `../../etc/passwd`, and a link may lead anywhere.
 */
export async function fileInside(folder: string, path: string): Promise<string | undefined> {
  if (path.includes('\0')) return undefined;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, path));
    const way = relative(root, file);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return undefined;
    return (await stat(file)).isFile() ? file : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG' || code === 'EACCES') return undefined;
    throw error;
  }
}
