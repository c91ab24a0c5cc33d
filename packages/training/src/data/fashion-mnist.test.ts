import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeIdx } from './encode-idx.js';
import { loadFashionMnist } from './fashion-mnist.js';
import { IDX_FILES, type IdxPart } from './idx-folder.js';

// A stand-in with the real names and sizes of images, two of them, so that every road can be walked without a network.
const content: Record<IdxPart, Uint8Array> = {
  trainImages: encodeIdx([2, 28, 28], new Uint8Array(2 * 784).fill(7)),
  trainLabels: encodeIdx([2], Uint8Array.of(0, 9)),
  testImages: encodeIdx([1, 28, 28], new Uint8Array(784).fill(3)),
  testLabels: encodeIdx([1], Uint8Array.of(4)),
};
const names = Object.entries(IDX_FILES) as [IdxPart, string][];
const sha256 = Object.fromEntries(names.map(([part]) => [part, createHash('sha256').update(content[part]).digest('hex')])) as Record<
  IdxPart,
  string
>;

let folder: string;
let lines: string[];
let closedAddress: string;

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  const server = createServer();
  closedAddress = await listen(server);
  server.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-fashion-'));
  lines = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeFiles(prefix: string) {
  await mkdir(prefix.slice(0, prefix.lastIndexOf('/')), { recursive: true });
  for (const [part, name] of names) await writeFile(`${prefix}${name}.gz`, gzipSync(content[part]));
}

/** A program on a PATH of its own. */
async function program(name: string, script: string) {
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'bin', name), 0o755);
}

/** Loads with nothing installed, no apt-get and an address where nobody listens, unless told otherwise. */
function load(places: { installed?: string; upstream?: string } = {}, options: { path?: string } = {}) {
  const nowhere = { installed: join(folder, 'absent'), upstream: closedAddress, ...places };
  const env = { PATH: `${join(folder, 'bin')}:/bin` };
  return loadFashionMnist({ cache: join(folder, 'cache'), log: (line) => lines.push(line), ...options }, { ...nowhere, sha256, env });
}

const withoutApt = () => program('apt-get', 'echo "E: broken on purpose" >&2; exit 100');

describe('loadFashionMnist', () => {
  it('reads a given folder, and a given prefix of the four files', async () => {
    await mkdir(join(folder, 'given'));
    await writeFiles(join(folder, 'given/'));
    await writeFiles(join(folder, 'given/my-'));
    const official = await load({}, { path: join(folder, 'given') });
    expect(official.training.count).toBe(2);
    expect(Array.from(official.training.labels)).toEqual([0, 9]);
    expect(official.test!.images).toEqual(new Uint8Array(784).fill(3));
    expect((await load({}, { path: join(folder, 'given/my-') })).source).toContain('given/my-');
  });

  it('does not look elsewhere when the given path has nothing', async () => {
    await writeFiles(join(folder, 'installed/'));
    const loading = load({ installed: join(folder, 'installed') }, { path: join(folder, 'typo') });
    await expect(loading).rejects.toThrow(`path ${join(folder, 'typo')}: no such folder`);
  });

  it('refuses a file whose content differs, names it and both checksums, and goes on to the next place', async () => {
    await writeFiles(join(folder, 'cache/datasets/fashion-mnist/'));
    const labels = encodeIdx([2], Uint8Array.of(9, 0));
    await writeFile(join(folder, 'cache/datasets/fashion-mnist', `${IDX_FILES.trainLabels}.gz`), gzipSync(labels));
    await writeFiles(join(folder, 'installed/'));
    const official = await load({ installed: join(folder, 'installed') });
    expect(official.source).toContain('installed package');
    const got = createHash('sha256').update(labels).digest('hex');
    expect(lines[0]).toContain(`train-labels-idx1-ubyte: SHA-256 of the decompressed file must be ${sha256.trainLabels}, got ${got}`);
  });

  it('unpacks the Debian package after updating lists of its own when the system has none, and caches the files', async () => {
    await writeFiles(join(folder, 'package/'));
    const own = `case "$*" in *Dir::State::lists=*) ;; *) echo "E: Unable to locate package" >&2; exit 100;; esac`;
    await program('apt-get', `${own}\ncase "$*" in *update*) exit 1;; esac\necho archive > fashion.deb`);
    await program('dpkg-deb', `mkdir -p "$3/usr/share/datasets" && cp -r "${folder}/package" "$3/usr/share/datasets/fashion-mnist"`);
    expect((await load()).source).toBe('Debian package dataset-fashion-mnist');
    expect(lines.join('\n')).toContain('E: Unable to locate package; updating package lists of our own');
    expect((await readdir(join(folder, 'cache/datasets/fashion-mnist'))).sort()).toEqual(names.map(([, name]) => `${name}.gz`).sort());
    await rm(join(folder, 'bin'), { recursive: true });
    expect((await load()).source).toContain('cache ');
  });

  it('fetches from upstream when nothing else has it, and caches the files', async () => {
    await withoutApt();
    const server = createServer((request, response) => {
      const part = names.find(([, name]) => request.url === `/fashion/${name}.gz`)?.[0];
      response.writeHead(part ? 200 : 404).end(part && gzipSync(content[part]));
    });
    const origin = await listen(server);
    await expect(load({ upstream: `${origin}/moved` })).rejects.toThrow('train-images-idx3-ubyte.gz: HTTP status 404');
    expect((await load({ upstream: `${origin}/fashion` })).source).toBe(`upstream ${origin}/fashion`);
    server.close();
    expect((await load()).source).toContain('cache ');
  });

  it('says every step it tried when none has the files', async () => {
    await withoutApt();
    const failure = await load().catch((error: Error) => error);
    const message = (failure as Error).message;
    for (const part of [
      'cache ',
      'installed package ',
      'Debian package ',
      'E: broken on purpose',
      `upstream ${closedAddress}`,
      'ECONNREFUSED',
    ]) {
      expect(message).toContain(part);
    }
    expect(message).toContain('give the folder that holds them as path');
    expect(lines.filter((line) => /^fashion-mnist: (cache|installed|Debian|upstream)/.test(line))).toHaveLength(4);
  });

  it('says that the cache cannot be made where a file is in its way', async () => {
    await writeFile(join(folder, 'cache'), '');
    await expect(load()).rejects.toThrow(/ENOTDIR|EEXIST/);
  });

  it('stops between steps when it is cancelled', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped by the test');
    const loading = loadFashionMnist(
      { cache: join(folder, 'cache'), signal: stop.signal, log: () => stop.abort(reason) },
      { installed: join(folder, 'absent'), upstream: closedAddress, sha256, env: { PATH: '' } },
    );
    await expect(loading).rejects.toBe(reason);
  });
});
