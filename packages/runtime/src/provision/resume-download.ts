import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProvisionError } from './provision-error.js';

export interface DownloadOptions {
  readonly sha256: string;
  /** Bytes had so far and in all, as they come. */
  readonly onProgress?: (bytes: number, total: number) => void;
}

/**
 * Fetches a file whole and checked, or not at all. What an interrupted download left in `FILE.part` is gone on from; what does not have
 * the SHA-256 is thrown away. Rejects with `ProvisionError` for a wrong content, and with fetch's own error where nothing answers.
 */
export async function resumeDownload(url: string, file: string, { sha256, onProgress }: DownloadOptions): Promise<void> {
  if (await hasSha256(file, sha256)) return;
  const part = `${file}.part`;
  await mkdir(dirname(file), { recursive: true });
  if (!(await hasSha256(part, sha256))) await append(url, part, onProgress);
  const digest = await sha256Of(part);
  if (digest !== sha256) {
    await rm(part, { force: true });
    throw new ProvisionError(
      'wheel',
      `${url.split('/').at(-1)} must have the SHA-256 ${sha256}, got ${digest}; it was thrown away`,
      'run the command again; if that does not help, the index serves another file',
    );
  }
  await rename(part, file);
}

async function append(url: string, part: string, onProgress: DownloadOptions['onProgress']): Promise<void> {
  const had = await sizeOf(part);
  const response = await fetch(url, { headers: had > 0 ? { range: `bytes=${had}-` } : {} });
  if (!response.ok || response.body === null) throw new Error(`${new URL(url).host} answered ${response.status} ${response.statusText}`);
  const resumed = response.status === 206;
  const total = (resumed ? had : 0) + Number(response.headers.get('content-length') ?? 0);
  let bytes = resumed ? had : 0;
  const counted = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      bytes += chunk.length;
      onProgress?.(bytes, total);
      yield chunk;
    }
  };
  await pipeline(Readable.fromWeb(response.body as never), counted, createWriteStream(part, { flags: resumed ? 'a' : 'w' }));
}

/** Whether the file is there with this content. */
export async function hasSha256(file: string, sha256: string): Promise<boolean> {
  return (await sizeOf(file)) > 0 && (await sha256Of(file)) === sha256;
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
