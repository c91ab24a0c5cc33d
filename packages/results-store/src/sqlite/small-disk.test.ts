import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';

const folder = temporaryFolder();
const PROGRAM = fileURLToPath(new URL('../testing/small-disk.ts', import.meta.url));

/** In a mount namespace of its own, which ends with its process. */
const inNamespace = (command: string) => ['--map-root-user', '--mount', 'sh', '-c', command];
const mayMount = spawnSync('unshare', inNamespace(`mount -t tmpfs none '${folder}'`)).status === 0;

it.skipIf(!mayMount)('a real disk that is full and one that is read-only lose nothing, and say so', () => {
  const command = `mount -t tmpfs -o size=3m none '${folder}' && exec '${process.execPath}' --import tsx '${PROGRAM}' '${folder}'`;
  const { full, whenFull, afterwards, readOnly } = JSON.parse(execFileSync('unshare', inNamespace(command), { encoding: 'utf8' }));
  expect(full).toMatch(/studies\.db: (?:no space is left|the disk reported an error, or is full).*\(SQLITE_(?:FULL|IOERR)\)/);
  expect(whenFull).toMatchObject({ lost: [], problems: [] });
  expect(whenFull.finished).toBeGreaterThan(5);
  expect(afterwards).toMatchObject({ lost: [], problems: [] });
  expect(afterwards.finished).toBe(whenFull.finished + 5);
  expect(readOnly).toMatch(/studies\.db: the database (?:cannot be (?:opened|written))/);
});
