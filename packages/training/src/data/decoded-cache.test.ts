import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetError, type OfficialSplits } from './dataset.js';
import { decodedOnce } from './decoded-cache.js';

let folder: string;
let source: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-decoded-'));
  source = join(folder, 'source');
  await mkdir(source);
  await writeFile(join(source, 'a.png'), 'first');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const facts = { name: 'd', classes: ['a', 'b'], height: 1, width: 2, channels: 1, source: 'here', licence: 'none' };
const splits: OfficialSplits = {
  ...facts,
  training: { images: Uint8Array.of(1, 2, 3, 4, 10, 6), labels: Int32Array.of(0, 1, 1), count: 3 },
  test: { images: Uint8Array.of(7, 8), labels: Int32Array.of(1), count: 1 },
};

/** Opens once more; tells how often it decoded in all and what it said. */
function opener(decoded: OfficialSplits = splits) {
  const seen = { decodings: 0, lines: [] as string[] };
  const open = (options: { strict?: boolean; imageSize?: number } = {}) =>
    decodedOnce(source, { cache: join(folder, 'cache'), strict: false, log: (line) => seen.lines.push(line), ...options }, async () => {
      seen.decodings++;
      return decoded;
    });
  return { seen, open };
}

async function keptFile(): Promise<string> {
  const at = join(folder, 'cache', 'datasets', 'decoded');
  return join(at, (await readdir(at))[0]);
}

describe('decodedOnce', () => {
  it('decodes once and gives the same parts again', async () => {
    const { seen, open } = opener();
    expect(await open()).toEqual(splits);
    expect(await open()).toEqual(splits);
    expect(seen).toEqual({ decodings: 1, lines: [] });
  });

  it.each<[string, () => Promise<void>]>([
    ['a file is added', () => writeFile(join(source, 'b.png'), '')],
    ['a file is longer', () => writeFile(join(source, 'a.png'), 'longer')],
    ['a file has another time of change', () => utimes(join(source, 'a.png'), 1, 1)],
  ])('decodes again when %s, and replaces what it kept', async (_, change) => {
    const { seen, open } = opener();
    await open();
    await change();
    await open();
    await open();
    expect(seen.decodings).toBe(2);
    expect(await readdir(join(folder, 'cache', 'datasets', 'decoded'))).toHaveLength(1);
  });

  it('keeps every size that was asked for', async () => {
    const { seen, open } = opener();
    for (const imageSize of [8, 16, 8, 16]) await open({ imageSize });
    expect(seen.decodings).toBe(2);
  });

  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['one pixel changed', (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(99)]), 'its SHA-256 must be'],
    ['it is cut', (bytes) => bytes.subarray(0, bytes.length - 3), 'its SHA-256 must be'],
    ['it is something else', () => Buffer.from('something else'), 'not a cache file'],
  ])('decodes again when %s in the kept file, and says so', async (_, damage, message) => {
    const { seen, open } = opener();
    await open();
    await writeFile(await keptFile(), damage(await readFile(await keptFile())));
    expect(await open()).toEqual(splits);
    expect(seen.decodings).toBe(2);
    expect(seen.lines.join()).toContain(message);
    await open();
    expect(seen.decodings).toBe(2);
  });

  it('does not hide from strict what was left out before', async () => {
    const { seen, open } = opener({ ...splits, skipped: { count: 1, first: ['b.png: damaged'] } });
    await open();
    expect((await open()).skipped?.count).toBe(1);
    await open({ strict: true });
    expect(seen.decodings).toBe(2);
  });

  it('keeps nothing of what could not be decoded', async () => {
    const failing = () => Promise.reject(new DatasetError('damaged'));
    const options = { cache: join(folder, 'cache'), strict: false, log: () => {} };
    await expect(decodedOnce(source, options, failing)).rejects.toThrow('damaged');
    await expect(readdir(join(folder, 'cache'))).rejects.toThrow('ENOENT');
  });

  it('goes on without a cache that cannot be written, and says so', async () => {
    await writeFile(join(folder, 'cache'), 'a file where the folder should be');
    const { seen, open } = opener();
    expect(await open()).toEqual(splits);
    expect(seen.lines.join()).toContain('not kept in the cache: ');
  });
});
