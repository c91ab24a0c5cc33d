import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cacheFolder } from '../../../scripts/setup/cache-folder.mjs';
import { installKey, isInstalled, lockFilesAgree, stampInstall } from '../../../scripts/setup/install.mjs';
import { checkNodeVersion } from '../../../scripts/setup/node-version.mjs';
import { type Folder, temporaryFolder } from './fake-clone.js';

const LOCK = { packages: { '': {}, 'packages/a': { version: '0.1.0' }, 'node_modules/zod': { version: '4.0.0' } } };
let root: Folder;

beforeEach(() => {
  root = temporaryFolder();
  root.write('package-lock.json', LOCK);
  root.write('.npmrc', 'ignore-scripts=true');
});

afterEach(() => rmSync(root.path, { recursive: true }));

test('a bare clone is not installed', () => {
  expect(isInstalled(root.path)).toBe(false);
});

test('an interrupted install does not count, whatever it left behind', () => {
  root.write('node_modules/zod/package.json', {});
  stampInstall(root.path);
  expect(isInstalled(root.path)).toBe(false);
});

test('an install by hand that fits the lock file counts', () => {
  root.write('node_modules/.package-lock.json', LOCK);
  expect(isInstalled(root.path)).toBe(true);
});

test('a lock file that asks for more calls for another install', () => {
  root.write('node_modules/.package-lock.json', LOCK);
  stampInstall(root.path);
  expect(isInstalled(root.path)).toBe(true);
  root.write('package-lock.json', { packages: { ...LOCK.packages, 'node_modules/yaml': { version: '2.0.0' } } });
  expect(isInstalled(root.path)).toBe(false);
});

test('the key changes with lock file, npm settings, Node line and platform', () => {
  const host = { major: '20', platform: 'linux-x64-glibc' };
  const keys = [
    installKey(root.path, host),
    installKey(root.path, { ...host, major: '22' }),
    installKey(root.path, { ...host, platform: 'darwin-arm64' }),
  ];
  root.write('.npmrc', '');
  keys.push(installKey(root.path, host));
  root.write('package-lock.json', '{}');
  keys.push(installKey(root.path, host));
  expect(new Set(keys).size).toBe(keys.length);
});

test.each([
  ['the same package', {}, { version: '1.0.0' }, true],
  ['another version', {}, { version: '1.0.1' }, false],
  ['a missing package', {}, undefined, false],
  ['a missing binary for this platform', { optional: true, os: ['linux'], cpu: ['x64'], libc: ['glibc'] }, undefined, false],
  ['a missing binary for another system', { optional: true, os: ['darwin'], cpu: ['x64'] }, undefined, true],
  ['a missing binary for all systems but this', { optional: true, os: ['!linux'] }, undefined, true],
  ['a missing binary for another libc', { optional: true, os: ['linux'], libc: ['musl'] }, undefined, true],
  ['a missing companion of a package for elsewhere', { optional: true }, undefined, true],
  ['a link that became a package', { link: true }, { version: '1.0.0' }, false],
])('lock files agree or not: %s', (_name, wanted, installed, agrees) => {
  const lock = { packages: { 'node_modules/p': { version: '1.0.0', ...wanted } } };
  const host = { os: 'linux' as const, cpu: 'x64' as const, libc: 'glibc' };
  expect(lockFilesAgree(lock, { packages: installed ? { 'node_modules/p': installed } : {} }, host)).toBe(agrees);
});

test.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0'])('Node %s will do', (version) => {
  expect(() => checkNodeVersion(version)).not.toThrow();
});

test.each(['18.20.0', '20.18.3', '21.7.0', '22.11.0'])('Node %s is too old and is told so', (version) => {
  expect(() => checkNodeVersion(version)).toThrow(`set-up: Node must be 20.19 or newer (22.12 or newer in the 22 line), got ${version}`);
});

test('the cache is where the environment says, and an empty variable says nothing', () => {
  expect(cacheFolder({ ISOFLOP_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
  expect(cacheFolder({ ISOFLOP_CACHE: '', XDG_CACHE_HOME: '/b' })).toBe(join('/b', 'isoflop'));
  expect(cacheFolder({ XDG_CACHE_HOME: '' })).toMatch(/\.cache.isoflop$/);
});
