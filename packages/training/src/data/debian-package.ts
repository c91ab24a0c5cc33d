import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.js';

export interface DebianOptions {
  readonly log: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly signal?: AbortSignal | undefined;
}

const UPDATE_SECONDS = 120;
const DOWNLOAD_SECONDS = 300;

/**
 * Downloads a Debian package and unpacks it under `folder` without root and without installing it; returns the unpacked root.
 * apt's own signatures and hashes vouch for the file. The system's package lists are tried first; on a fresh machine they are
 * empty or stale, so the second try updates lists of our own inside `folder`.
 */
export async function unpackDebianPackage(name: string, folder: string, options: DebianOptions): Promise<string> {
  const root = join(folder, 'root');
  const downloads = join(folder, 'downloads');
  for (const part of ['lists/partial', 'cache/archives/partial', 'downloads', 'root']) await mkdir(join(folder, part), { recursive: true });
  const run = (program: string, args: readonly string[], seconds: number) =>
    runCommand(program, args, { cwd: downloads, seconds, env: options.env ?? process.env, signal: options.signal });

  // The sandbox user _apt could not write into a private cache folder; nothing is installed, so nothing is lost without it.
  const own = ['-q', '-o', `Dir::Cache=${join(folder, 'cache')}`, '-o', 'APT::Sandbox::User=root'];
  const patience = ['http', 'https'].flatMap((scheme) => ['-o', `Acquire::${scheme}::Timeout=10`]).concat('-o', 'Acquire::Retries=1');
  const ownLists = [
    '-o',
    `Dir::State::lists=${join(folder, 'lists')}`,
    '-o',
    'Acquire::Languages=none',
    '-o',
    'APT::Update::Error-Mode=any',
  ];
  try {
    await run('apt-get', [...own, ...patience, 'download', name], DOWNLOAD_SECONDS);
  } catch (error) {
    options.signal?.throwIfAborted();
    if ((error as Error).message.endsWith('not installed')) throw error;
    options.log(`${(error as Error).message}; updating package lists of our own`);
    // One broken third-party source makes `update` fail although Debian's lists arrived: the download decides.
    const update = await run('apt-get', [...own, ...patience, ...ownLists, 'update'], UPDATE_SECONDS).catch((failure: Error) => failure);
    options.signal?.throwIfAborted();
    await run('apt-get', [...own, ...patience, ...ownLists, 'download', name], DOWNLOAD_SECONDS).catch((failure: Error) => {
      throw update instanceof Error ? new Error(`${failure.message} (before it, update: ${update.message})`) : failure;
    });
  }
  const archive = (await readdir(downloads)).find((file) => file.endsWith('.deb'));
  if (!archive) throw new Error(`apt-get download ${name} left no .deb file`);
  await run('dpkg-deb', ['-x', archive, root], 60);
  return root;
}
