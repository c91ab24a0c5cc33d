import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheFolder, writeFileAtomic } from './cache.js';
import { DatasetError, type ImageSplit, type OfficialSplits } from './dataset.js';
import { type Part, parts } from './parts.js';

/** Changes whenever the same files would be decoded to other bytes, or the layout of the cache file changes. */
const VERSION = 1;

const MAGIC = 'isoflop decoded\n';
const CHUNK_BYTES = 2 ** 28;

/** What stands before the pixels. */
interface Header {
  readonly fingerprint: string;
  readonly facts: Omit<OfficialSplits, Part>;
  /** Images of each part that there is, in the order of `parts`; its pixels and then its labels (32 bits, little endian) follow. */
  readonly counts: Partial<Record<Part, number>>;
  /** Of all pixels and labels. */
  readonly sha256: string;
}

export interface DecodedCacheOptions {
  readonly cache?: string | undefined;
  readonly strict: boolean;
  readonly imageSize?: number | undefined;
  readonly log: (line: string) => void;
}

/**
 * What `decode` gives for a path, kept in a file under the cache folder. The kept file is used while name, size and time of change of every
 * source file are what they were and its own SHA-256 is right; otherwise it is decoded again and replaced. With `strict`, data of which
 * something was left out is decoded again so that the fault is told.
 */
export async function decodedOnce(
  path: string,
  options: DecodedCacheOptions,
  decode: () => Promise<OfficialSplits>,
): Promise<OfficialSplits> {
  const file = join(options.cache ?? cacheFolder(), 'datasets', 'decoded', `${keyOf(path, options.imageSize)}.bin`);
  const fingerprint = await fingerprintOf(path);
  const kept = await readKept(file, fingerprint).catch((error: Error) => {
    options.log(`${file}: ${error.message}; decoding again`);
    return undefined;
  });
  if (kept && !(options.strict && kept.skipped)) return kept;
  const splits = await decode();
  // A cache that cannot be written costs time and nothing else.
  await writeFileAtomic(file, encode(splits, fingerprint)).catch((error: Error) => options.log(`not kept in the cache: ${error.message}`));
  return splits;
}

function keyOf(path: string, imageSize: number | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([VERSION, resolve(path), imageSize ?? null]))
    .digest('hex')
    .slice(0, 32);
}

/** SHA-256 of name, size and time of change of everything at the path. */
async function fingerprintOf(path: string): Promise<string> {
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder ? (await readdir(path, { recursive: true })).sort() : [''];
  const hash = createHash('sha256');
  for (const name of names) {
    // A dangling link counts as what it is: nothing to read, but a name.
    const { size, mtimeMs } = await stat(join(path, name)).catch(() => ({ size: -1, mtimeMs: -1 }));
    hash.update(`${name}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function encode(splits: OfficialSplits, fingerprint: string): Uint8Array[] {
  const { training, validation, test, ...facts } = splits;
  const byPart = { training, validation, test };
  const counts: Partial<Record<Part, number>> = {};
  const payload: Uint8Array[] = [];
  for (const part of parts) {
    const split = byPart[part];
    if (!split) continue;
    counts[part] = split.count;
    const labels = new DataView(new ArrayBuffer(4 * split.count));
    split.labels.forEach((label, i) => {
      labels.setInt32(4 * i, label, true);
    });
    payload.push(...chunksOf(split.images), new Uint8Array(labels.buffer));
  }
  const header = JSON.stringify({ fingerprint, facts, counts, sha256: sha256Of(payload) } satisfies Header);
  return [Buffer.from(`${MAGIC}${header}\n`), ...payload];
}

/** Undefined when there is no file or it is of other sources. Throws a DatasetError when it is damaged. */
async function readKept(file: string, fingerprint: string): Promise<OfficialSplits | undefined> {
  const bytes = await readWhole(file);
  if (!bytes) return undefined;
  const headerEnd = bytes.indexOf(10, MAGIC.length);
  if (headerEnd < 0 || Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') !== MAGIC)
    throw new DatasetError('not a cache file');
  const header = JSON.parse(Buffer.from(bytes.subarray(MAGIC.length, headerEnd)).toString('utf8')) as Header;
  if (header.fingerprint !== fingerprint) return undefined;
  const payload = bytes.subarray(headerEnd + 1);
  const sha256 = sha256Of(chunksOf(payload));
  if (sha256 !== header.sha256) throw new DatasetError(`its SHA-256 must be ${header.sha256}, got ${sha256}`);
  return { ...header.facts, ...splitsOf(payload, header) };
}

function splitsOf(payload: Uint8Array, { facts, counts }: Header): Pick<OfficialSplits, Part> {
  const imageBytes = facts.height * facts.width * facts.channels;
  const splits: Partial<Record<Part, ImageSplit>> = {};
  let start = 0;
  for (const part of parts) {
    const count = counts[part];
    if (count === undefined) continue;
    const images = payload.subarray(start, start + count * imageBytes);
    start += images.length;
    const labels = new DataView(payload.buffer, payload.byteOffset + start, 4 * count);
    start += 4 * count;
    splits[part] = { images, labels: Int32Array.from({ length: count }, (_, i) => labels.getInt32(4 * i, true)), count };
  }
  return splits as Pick<OfficialSplits, Part>;
}

function sha256Of(chunks: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

/** Node reads, writes and hashes no more than 2 GiB at once. */
function chunksOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, i) => bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES));
}

/** Undefined when the file is not there. */
async function readWhole(file: string): Promise<Uint8Array | undefined> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const bytes = new Uint8Array((await handle.stat()).size);
    for (const chunk of chunksOf(bytes)) {
      let filled = 0;
      while (filled < chunk.length) {
        const { bytesRead } = await handle.read(chunk, filled, chunk.length - filled);
        if (bytesRead === 0) throw new DatasetError('the file became shorter while it was read');
        filled += bytesRead;
      }
    }
    return bytes;
  } finally {
    await handle.close();
  }
}
