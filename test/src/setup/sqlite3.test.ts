import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { platformName } from '../../../scripts/setup/install.mjs';
import { ensureSqlite3 } from '../../../scripts/setup/sqlite3.mjs';
import { FAILS, type Folder, GOOD_ADDON, PUTS_ADDON, temporaryFolder, writeFakeSqlite3 } from './fake-clone.js';

let home: Folder;
let lines: string[];
const CACHED = `cache/sqlite3-9.9.9-napi-${platformName()}.node`;
const ADDON = 'node_modules/sqlite3/build/Release/node_sqlite3.node';

beforeEach(() => {
  home = temporaryFolder();
  lines = [];
  for (const tool of ['python3', 'make', 'g++']) home.write(`bin/${tool}`, '#!/bin/sh\n', 0o755);
  vi.stubEnv('PATH', join(home.path, 'bin'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home.path, { recursive: true });
});

function ensure(scripts = { prebuildInstall: FAILS, nodeGyp: PUTS_ADDON }): Promise<string> {
  writeFakeSqlite3(home, 'node_modules', scripts);
  const folder = join(home.path, 'node_modules/sqlite3');
  return ensureSqlite3({ folder, cache: join(home.path, 'cache'), log: (line: string) => lines.push(line) });
}

function calls(): string[] {
  const file = join(home.path, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

test('an addon that loads is left alone', async () => {
  home.write(ADDON, GOOD_ADDON);
  expect(await ensure()).toBe('present');
  expect(calls()).toEqual([]);
});

test('an addon kept by another clone is used before the network or a compiler', async () => {
  home.write(CACHED, GOOD_ADDON);
  expect(await ensure()).toBe('cache');
  expect(calls()).toEqual([]);
});

test("the publisher's prebuilt file is used where it can be had, and kept", async () => {
  expect(await ensure({ prebuildInstall: PUTS_ADDON, nodeGyp: FAILS })).toBe('prebuilt');
  expect(readFileSync(join(home.path, CACHED), 'utf8')).toBe(GOOD_ADDON);
});

test('a prebuilt file that does not load here gives way to compiling', async () => {
  const tooNew = PUTS_ADDON.replace(GOOD_ADDON, 'needs a newer libc');
  expect(await ensure({ prebuildInstall: tooNew, nodeGyp: PUTS_ADDON })).toBe('compiled');
});

test('it is compiled where nothing else works, and the next clone takes it from the cache', async () => {
  expect(await ensure()).toBe('compiled');
  expect(calls()).toEqual(['prebuild-install', 'node-gyp']);
  rmSync(join(home.path, 'node_modules'), { recursive: true });
  expect(await ensure({ prebuildInstall: FAILS, nodeGyp: FAILS })).toBe('cache');
});

test('a damaged file in the cache is replaced by a good one', async () => {
  home.write(CACHED, 'half an addon');
  expect(await ensure()).toBe('compiled');
  expect(readFileSync(join(home.path, CACHED), 'utf8')).toBe(GOOD_ADDON);
});

test('a cache that cannot be written is told and does not fail the set-up', async () => {
  home.write('cache', 'a file where the folder should be');
  expect(await ensure()).toBe('compiled');
  expect(lines.at(-1)).toContain('sqlite3: not kept for later clones');
});

test('a missing compiler is told by name with the way to get it', async () => {
  rmSync(join(home.path, 'bin/make'));
  await expect(ensure()).rejects.toThrow('make does not run; on Debian: apt-get install python3 build-essential');
  expect(calls()).toEqual(['prebuild-install']);
});

test('a failing compiler is quoted', async () => {
  await expect(ensure({ prebuildInstall: FAILS, nodeGyp: FAILS })).rejects.toThrow(
    /no luck\nset-up: sqlite3 must be compiled, but that failed/,
  );
});
