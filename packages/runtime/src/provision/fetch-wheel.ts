import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type PinnedWheel, WHEEL_TARGET } from './pinned.js';
import { ProvisionError } from './provision-error.js';
import { runPip } from './python.js';
import { hasSha256, resumeDownload } from './resume-download.js';
import { errorLine } from './run-tool.js';

const MEND_NETWORK = "check the network and pip's index settings, then run the command again: what is there is kept";

/**
 * The file of a pinned wheel, from `folder` or fetched into it. pip says where the user's index has it; the download itself is ours because
 * pip starts anew when it was cut. Rejects with `ProvisionError`.
 */
export async function fetchWheel(wheel: PinnedWheel, folder: string, log: (line: string) => void): Promise<string> {
  const there = await findWheel(wheel, folder);
  if (there !== undefined) return there;
  const { url, sha256 } = await locate(wheel);
  if (sha256 !== undefined && sha256 !== wheel.sha256) {
    throw new ProvisionError(
      'wheel',
      `${wheel.requirement} must have the SHA-256 ${wheel.sha256}, the index offers ${sha256}`,
      'use an index that mirrors the Python Package Index unchanged',
    );
  }
  const file = join(folder, new URL(url).pathname.split('/').at(-1) ?? 'tensorflow.whl');
  try {
    await resumeDownload(url, file, { sha256: wheel.sha256, onProgress: tenths(wheel.requirement, log) });
    return file;
  } catch (error) {
    if (error instanceof ProvisionError) throw error;
    log(`provision: the wheel could not be fetched directly (${causeOf(error)}), trying pip`);
    return await fetchByPip(wheel, folder);
  }
}

async function findWheel(wheel: PinnedWheel, folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((candidate) => candidate.endsWith('.whl'))) {
    if (await hasSha256(join(folder, name), wheel.sha256)) return join(folder, name);
  }
  return undefined;
}

/** Where the index has the wheel, from a dry run of pip (22.2 or newer); nothing big is downloaded. */
async function locate({ requirement }: PinnedWheel): Promise<{ url: string; sha256: string | undefined }> {
  const dry = ['install', '--dry-run', '--ignore-installed', '--no-deps', '--quiet', '--report', '-', '--target', 'unused'];
  const { ok, stdout, output } = await runPip([...dry, '--only-binary=:all:', ...WHEEL_TARGET, requirement]);
  if (!ok) {
    if (/no such option: --(report|dry-run)/.test(output)) {
      throw new ProvisionError('python', 'pip must be 22.2 or newer', 'python3 -m pip install --upgrade pip, or a newer Python');
    }
    throw new ProvisionError('wheel', `pip found no ${requirement}: ${errorLine(output)}`, MEND_NETWORK);
  }
  const { url, archive_info: archive } = JSON.parse(stdout).install[0].download_info;
  return { url, sha256: archive?.hashes?.sha256 };
}

/** For networks that only pip knows the way through. */
async function fetchByPip(wheel: PinnedWheel, folder: string): Promise<string> {
  const args = ['download', '--no-deps', '--only-binary=:all:', ...WHEEL_TARGET, '--dest', folder, wheel.requirement];
  const { ok, output } = await runPip(args);
  if (!ok) throw new ProvisionError('wheel', `pip could not download ${wheel.requirement}: ${errorLine(output)}`, MEND_NETWORK);
  const file = await findWheel(wheel, folder);
  if (file !== undefined) return file;
  throw new ProvisionError(
    'wheel',
    `pip downloaded a ${wheel.requirement} without the SHA-256 ${wheel.sha256}`,
    'use an index that mirrors the Python Package Index unchanged',
  );
}

/** A line for every tenth. */
function tenths(name: string, log: (line: string) => void): (bytes: number, total: number) => void {
  let told = 0;
  return (bytes, total) => {
    const tenth = Math.floor((10 * bytes) / Math.max(1, total));
    if (tenth <= told) return;
    told = tenth;
    log(`provision: ${name}: ${Math.round(bytes / 1e6)} of ${Math.round(total / 1e6)} MB`);
  };
}

/** fetch says only "fetch failed"; what happened is its cause. */
function causeOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
