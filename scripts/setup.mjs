#!/usr/bin/env node
// Makes a clone ready: packages installed, sqlite3's addon in place, everything built, native TensorFlow where it can be had. Uses Node and npm only, since it
// runs before anything is installed, and does nothing that is already done.
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './setup/cache-folder.mjs';
import { install, isInstalled, stampInstall } from './setup/install.mjs';
import { checkNodeVersion } from './setup/node-version.mjs';
import { ensureSqlite3, sqlite3Folder } from './setup/sqlite3.mjs';
import { SetupError, secondsSince } from './setup/step.mjs';
import { provisionTensorflow } from './setup/tensorflow.mjs';
import { build } from './setup/turbo.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

const ADDON_NEWS = {
  present: 'present',
  cache: 'taken from the cache',
  prebuilt: "its publisher's prebuilt file",
  compiled: 'compiled',
};

/**
 * Sets the clone up; one line per step through `log`. Throws SetupError with a message for people.
 * @param {{ log: (line: string) => void }} options
 * @returns {Promise<{ seconds: number, tensorflow: string }>} the wall time it took, and which TensorFlow there is
 */
export async function setup({ log }) {
  const startMs = performance.now();
  checkNodeVersion(process.versions.node);
  await step('packages', log, async () => {
    const wasInstalled = isInstalled(root);
    if (!wasInstalled) {
      log('packages: installing with npm ci');
      await install(root);
    }
    stampInstall(root);
    return wasInstalled ? 'present' : 'installed';
  });
  await step('sqlite3', log, async () => {
    return ADDON_NEWS[await ensureSqlite3({ folder: sqlite3Folder(root), cache: join(cacheFolder(), 'prebuilds'), log })];
  });
  await step('build', log, () => build(root));
  const tensorflow = await step('tensorflow', log, () => provisionTensorflow(root, log));
  log(`set-up took ${secondsSince(startMs)}`);
  return { seconds: (performance.now() - startMs) / 1000, tensorflow };
}

async function step(name, log, work) {
  const startMs = performance.now();
  const news = await work();
  log(`${name}: ${news} (${secondsSince(startMs)})`);
  return news;
}

/** For the commands that begin with the set-up: tells a failure in its own words and ends the process. */
export async function setupOrExit() {
  try {
    return await setup({ log: (line) => process.stderr.write(`${line}\n`) });
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exit(1);
  }
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await setupOrExit();
