import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { platformName } from './install.mjs';
import { run, SetupError, tail } from './step.mjs';

const DOWNLOAD_TIMEOUT_MS = 60_000;

/**
 * Makes the native part of the package sqlite3 load: from the cache, else its publisher's prebuilt file, else by compiling
 * it. The tools are run by path because the ways to make npm run one package's script differ from npm 10 to 12.
 * Whether it loads is the only test of each way: a file in the cache may be damaged, a prebuilt one may need a newer libc.
 * @param {{ folder: string, cache: string, log: (line: string) => void }} options
 *   folder: the installed package; cache: folder of addons that outlives the clone
 * @returns {Promise<'present' | 'cache' | 'prebuilt' | 'compiled'>}
 */
export async function ensureSqlite3({ folder, cache, log }) {
  if ((await load(folder)).ok) return 'present';
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const cached = join(cache, `sqlite3-${version}-napi-${platformName()}.node`);
  if (await useCached(folder, cached)) return 'cache';
  if (await download(folder)) {
    keep(folder, cached, log);
    return 'prebuilt';
  }
  await compile(folder, log);
  keep(folder, cached, log);
  return 'compiled';
}

/** Where the workspace's packages find sqlite3. */
export function sqlite3Folder(root) {
  return dirname(createRequire(join(root, 'packages/results-store/package.json')).resolve('sqlite3/package.json'));
}

function addonFile(folder) {
  return join(folder, 'build/Release/node_sqlite3.node');
}

/** In a process of its own: a damaged addon can end the process that loads it. */
function load(folder) {
  const script = 'new (require(process.argv[1]).Database)(":memory:").get("select 1", (error) => process.exit(error ? 1 : 0))';
  return run(process.execPath, ['-e', script, folder], { cwd: folder });
}

async function useCached(folder, cached) {
  if (!existsSync(cached)) return false;
  mkdirSync(dirname(addonFile(folder)), { recursive: true });
  copyFileSync(cached, addonFile(folder));
  const { ok } = await load(folder);
  if (!ok) rmSync(addonFile(folder));
  return ok;
}

async function download(folder) {
  const prebuildInstall = createRequire(join(folder, 'package.json')).resolve('prebuild-install/bin.js');
  const options = { cwd: folder, timeoutMs: DOWNLOAD_TIMEOUT_MS };
  return (await run(process.execPath, [prebuildInstall, '-r', 'napi'], options)).ok && (await load(folder)).ok;
}

async function compile(folder, log) {
  await checkCompiler(folder);
  log('sqlite3: no prebuilt file to be had, compiling it (one to four minutes, then kept for later clones)');
  const nodeGyp = createRequire(join(folder, 'package.json')).resolve('node-gyp/bin/node-gyp.js');
  const env = { JOBS: '2', ...process.env };
  const built = await run(process.execPath, [nodeGyp, 'rebuild', ...headerOptions(env)], { cwd: folder, env });
  const loaded = built.ok ? await load(folder) : built;
  if (!loaded.ok) {
    throw new SetupError(`${tail(loaded.output)}\nset-up: sqlite3 must be compiled, but that failed (see above)`);
  }
}

async function checkCompiler(folder) {
  for (const tool of ['python3', 'make', 'g++']) {
    const { ok } = await run(tool, ['--version'], { cwd: folder });
    if (ok) continue;
    throw new SetupError(
      `set-up: sqlite3 must be compiled here, which needs python3, make and g++, but ${tool} does not run; on Debian: apt-get install python3 build-essential`,
    );
  }
}

/** node-gyp downloads Node's headers unless it is shown the ones that came with this Node. */
function headerOptions(env) {
  const prefix = dirname(dirname(process.execPath));
  const isThere = existsSync(join(prefix, 'include/node/node_api.h'));
  return isThere && !env.npm_config_nodedir ? [`--nodedir=${prefix}`] : [];
}

/** A cache that cannot be written costs the next clone some minutes, not this one its set-up. */
function keep(folder, cached, log) {
  const partial = `${cached}.${process.pid}`;
  try {
    mkdirSync(dirname(cached), { recursive: true });
    copyFileSync(addonFile(folder), partial);
    renameSync(partial, cached);
  } catch (error) {
    if (existsSync(partial)) rmSync(partial);
    log(`sqlite3: not kept for later clones: ${error.message}`);
  }
}
