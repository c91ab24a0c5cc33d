import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildAddon } from './build-addon.js';
import { fetchWheel } from './fetch-wheel.js';
import { inspectTools } from './inspect-tools.js';
import { withLock } from './lock.js';
import { ProvisionError } from './provision-error.js';
import { requirePip } from './python.js';
import { unpackWheel } from './unpack-wheel.js';

const CONTENT = Buffer.from('a wheel, or what these tests take for one'.repeat(1000));
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const WHEEL = { requirement: 'tensorflow-cpu==9.9.9', sha256: SHA256 };
const PATH = process.env.PATH;

let folder: string;
let server: Server | undefined;
let lines: string[];
const log = (line: string) => lines.push(line);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoflop-provision-'));
  await mkdir(join(folder, 'bin'));
  lines = [];
});
afterEach(async () => {
  process.env.PATH = PATH;
  delete process.env.CXX;
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** A program that comes before the machine's own of that name. */
async function stub(name: string, script: string): Promise<void> {
  await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'bin', name), 0o755);
  process.env.PATH = `${join(folder, 'bin')}${delimiter}${PATH}`;
}

/** A pip whose dry run names this address, and whose download says that there is no network. */
const pipNaming = (url: string, sha256 = SHA256) =>
  stub(
    'python3',
    `case "$*" in
  *--version*) echo 99 ;;
  *--report*) echo '${JSON.stringify({ install: [{ download_info: { url, archive_info: { hashes: { sha256 } } } }] })}' ;;
  *) echo 'ERROR: Network is unreachable' >&2; exit 1 ;;
esac`,
  );

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/tensorflow_cpu-9.9.9.whl`;
}

/** Serves the content from where it is asked for. */
function ranged(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const rest = CONTENT.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length }).end(rest);
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

describe('a machine that lacks something says what and how to mend it', () => {
  test('python3', async () => {
    process.env.PATH = join(folder, 'bin');
    await expect(requirePip()).rejects.toThrow(
      'provision: python: python3 must run, got no such program; on Debian: apt-get install python3 python3-pip',
    );
  });

  test('pip', async () => {
    await stub('python3', `case "$*" in *pip*) echo '/usr/bin/python3: No module named pip' >&2; exit 1 ;; esac`);
    await expect(requirePip()).rejects.toThrow('python3 must have pip, got: /usr/bin/python3: No module named pip;');
  });

  test('a pip that can say where a wheel is', async () => {
    await stub('python3', `echo 'no such option: --report' >&2; exit 2`);
    await expect(fetchWheel(WHEEL, folder, log)).rejects.toThrow('pip must be 22.2 or newer');
  });

  test('a network', async () => {
    await stub('python3', `echo 'ERROR: Could not find a version that satisfies the requirement (from versions: none)' >&2; exit 1`);
    await expect(fetchWheel(WHEEL, folder, log)).rejects.toThrow(
      /pip found no tensorflow-cpu==9.9.9: ERROR: Could not find a version.*; check the network/,
    );
  });

  test('a network that answers, when neither way leads to the wheel', async () => {
    await pipNaming('http://127.0.0.1:9/tensorflow_cpu-9.9.9.whl');
    await expect(fetchWheel(WHEEL, folder, log)).rejects.toThrow(
      'pip could not download tensorflow-cpu==9.9.9: ERROR: Network is unreachable',
    );
    expect(lines.join()).toContain('could not be fetched directly');
  });

  test('a compiler', async () => {
    process.env.CXX = 'no-such-compiler';
    const made = buildAddon(folder, join(folder, 'addon'));
    await expect(made).rejects.toThrow(
      'provision: compiler: a C++17 compiler must be there, no-such-compiler is not; on Debian: apt-get install g++',
    );
    expect(await readdir(folder)).toEqual(['bin']);
  });

  test('a compiler that can compile it', async () => {
    await stub('old-g++', `echo "cc1plus: error: unrecognized command line option '-std=gnu++17'" >&2; exit 1`);
    process.env.CXX = 'old-g++';
    await expect(buildAddon(folder, join(folder, 'addon'))).rejects.toThrow(
      "the addon does not compile: cc1plus: error: unrecognized command line option '-std=gnu++17'",
    );
    expect(await readdir(folder)).toEqual(['bin']);
  });

  test('disk', async () => {
    await stub('python3', `mkdir -p "$4/tensorflow"; echo 'OSError: [Errno 28] No space left on device' >&2; exit 1`);
    const unpacked = unpackWheel(join(folder, 'x.whl'), join(folder, 'libraries'));
    await expect(unpacked).rejects.toThrow(/x.whl could not be unpacked: OSError: \[Errno 28\] No space left on device; free 1 GB/);
    expect(await readdir(folder)).toEqual(['bin']);
  });

  test('a driver that CUDA 12 runs on', async () => {
    await stub('nvidia-smi', `echo '470.82.01, Tesla V100'`);
    expect((await inspectTools()).find((tool) => tool.what === 'NVIDIA driver')).toMatchObject({
      ok: false,
      found: '470.82.01, Tesla V100',
      mend: expect.stringContaining('525'),
    });
    await stub('nvidia-smi', `echo '550.54.14, NVIDIA H100'`);
    expect((await inspectTools()).find((tool) => tool.what === 'NVIDIA driver')).toMatchObject({ ok: true });
    await stub('nvidia-smi', `echo "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver (error 9)." ; exit 9`);
    expect((await inspectTools()).find((tool) => tool.what === 'NVIDIA driver')).toMatchObject({
      ok: false,
      found: expect.stringContaining("couldn't communicate"),
    });
  });
});

describe('the wheel', () => {
  test('is fetched once, with progress, and then taken from where it is', async () => {
    await pipNaming(await serve(ranged));
    const file = await fetchWheel(WHEEL, folder, log);
    expect(await readFile(file)).toEqual(CONTENT);
    expect(lines.at(-1)).toBe('provision: tensorflow-cpu==9.9.9: 0 of 0 MB');
    server?.close();
    await stub('python3', 'exit 1');
    expect(await fetchWheel(WHEEL, folder, log)).toBe(file);
  });

  test('that was cut off is gone on with', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      asked.push(request.headers.range);
      if (asked.length > 1) return ranged(request, response);
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 1000));
      // Cut only what has arrived: a chunk on its way to the file is lost with the connection.
      const arrived = setInterval(() => {
        if (sizeOf(join(folder, 'tensorflow_cpu-9.9.9.whl.part')) < 1000) return;
        clearInterval(arrived);
        response.destroy();
      }, 5);
    });
    await pipNaming(url);
    await expect(fetchWheel(WHEEL, folder, log)).rejects.toThrow(ProvisionError);
    expect(await readFile(await fetchWheel(WHEEL, folder, log))).toEqual(CONTENT);
    expect(asked).toEqual([undefined, 'bytes=1000-']);
  });

  test('of another content is thrown away, and the next try begins anew', async () => {
    let broken = true;
    await pipNaming(await serve((request, response) => (broken ? response.end('not the wheel') : ranged(request, response))));
    await expect(fetchWheel(WHEEL, folder, log)).rejects.toThrow(/must have the SHA-256 .* it was thrown away/);
    expect((await readdir(folder)).filter((name) => name.includes('.whl'))).toEqual([]);
    broken = false;
    expect(await readFile(await fetchWheel(WHEEL, folder, log))).toEqual(CONTENT);
  });

  test('that an index offers with another digest is refused before it is downloaded', async () => {
    await pipNaming('http://127.0.0.1:9/never-asked.whl', '0'.repeat(64));
    await expect(fetchWheel(WHEEL, folder, log)).rejects.toThrow(`must have the SHA-256 ${SHA256}, the index offers ${'0'.repeat(64)}`);
  });
});

describe('the lock', () => {
  test('keeps a second process out, and names the first', async () => {
    const file = join(folder, 'lock');
    await withLock(file, async () => {
      await expect(withLock(file, async () => 1)).rejects.toThrow(
        `process ${process.pid} is provisioning the same TensorFlow; wait for it`,
      );
    });
    expect(await withLock(file, async () => 2)).toBe(2);
  });

  test('that a dead process left is taken over', async () => {
    const file = join(folder, 'lock');
    await writeFile(file, '4194300');
    expect(await withLock(file, async () => 3)).toBe(3);
  });
});
