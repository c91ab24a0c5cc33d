import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, SetupError, tail } from './step.mjs';

const STAMP = 'node_modules/.isoflop-setup';
/** Written by npm as the last act of an install, so it also tells a finished install from an interrupted one. */
const INSTALLED_LOCK = 'node_modules/.package-lock.json';

/** What node_modules depends on: another lock file, npm setting, Node line or platform asks for another install. */
export function installKey(root, { major = process.versions.node.split('.')[0], platform = platformName() } = {}) {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', '.npmrc']) hash.update(readFileSync(join(root, file))).update('\0');
  return hash.update(`node ${major} ${platform}`).digest('hex');
}

/**
 * True when node_modules holds what the lock file asks for, whoever installed it. An install by hand counts:
 * `npm ci` begins by deleting node_modules, and with no network it could not put it back.
 */
export function isInstalled(root) {
  if (!existsSync(join(root, INSTALLED_LOCK))) return false;
  if (isStamped(root)) return true;
  return lockFilesAgree(readJson(join(root, 'package-lock.json')), readJson(join(root, INSTALLED_LOCK)));
}

/**
 * Installs with `npm ci`, which runs no package's script (ignore-scripts in .npmrc).
 * The npm that started us is the npm that installs; development and platform packages are asked for by name because
 * `NODE_ENV=production` or a user's `omit` would leave them out.
 */
export async function install(root) {
  const npm = npmCommand(process.env);
  const args = ['ci', '--prefer-offline', '--include=dev', '--include=optional', '--ignore-scripts'];
  const { ok, output } = await run(npm.command, [...npm.args, ...args], { cwd: root });
  if (!ok) {
    throw new SetupError(`${tail(output)}\nset-up: npm ci failed (see above); the first install needs the network or a filled npm cache`);
  }
  await checkTools(root);
}

/** Remembers that node_modules fits, so that the next run need not compare lock files. */
export function stampInstall(root) {
  if (!isStamped(root)) writeFileSync(join(root, STAMP), installKey(root));
}

function isStamped(root) {
  return existsSync(join(root, STAMP)) && readFileSync(join(root, STAMP), 'utf8') === installKey(root);
}

/**
 * True if every package that this platform needs is installed in the version of the lock file. Of the optional packages
 * those count that name a platform and fit this one (turbo's binary); the others come along with packages for elsewhere.
 * @param {{ packages: Record<string, any> }} lock
 * @param {{ packages: Record<string, any> }} installed
 */
export function lockFilesAgree(lock, installed, host = { os: process.platform, cpu: process.arch, libc: libcName() }) {
  return Object.entries(lock.packages).every(([path, entry]) => {
    const isNeeded = path.includes('node_modules/') && isFor(entry, host) && !(entry.optional && !entry.os && !entry.cpu);
    const there = installed.packages[path];
    if (there === undefined) return !isNeeded;
    return there.version === entry.version && Boolean(there.link) === Boolean(entry.link);
  });
}

/** npm's rule for the fields os, cpu and libc: absent means all, "!x" means all but x. */
function isFor(entry, host) {
  return ['os', 'cpu', 'libc'].every((field) => {
    const list = entry[field];
    if (!list) return true;
    const allowed = list.filter((name) => !name.startsWith('!'));
    return !list.includes(`!${host[field]}`) && (allowed.length === 0 || allowed.includes(host[field]));
  });
}

/** These ship as one binary package per platform, which npm drops without a word when it cannot fetch it. */
async function checkTools(root) {
  for (const tool of ['turbo/bin/turbo', 'esbuild/bin/esbuild', '@biomejs/biome/bin/biome']) {
    const { ok, output } = await run(process.execPath, [join(root, 'node_modules', tool), '--version'], { cwd: root });
    if (ok) continue;
    throw new SetupError(
      `${tail(output, 10)}\nset-up: ${tool} must run on ${platformName()} but does not: its platform package is missing; delete node_modules and run again`,
    );
  }
}

function npmCommand(env) {
  const isNpm = env.npm_execpath !== undefined && /npm-cli\.[cm]?js$/.test(env.npm_execpath);
  if (isNpm) return { command: process.execPath, args: [env.npm_execpath] };
  return { command: 'npm', args: [] };
}

function libcName() {
  if (process.platform !== 'linux') return undefined;
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
}

/** Such as "linux-x64-glibc". */
export function platformName() {
  return [process.platform, process.arch, libcName()].filter(Boolean).join('-');
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
