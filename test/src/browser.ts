import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { cacheFolder } from '../../scripts/setup/cache-folder.mjs';
import { type BrowserProgram, bundledChromium } from './browser/bundled-chromium.js';

/**
 * Opens a headless Chromium that needs nothing from the machine: the one in node_modules, or the executable that the
 * environment variable CHROMIUM names. The caller closes it.
 */
export function openBrowser(): Promise<Browser> {
  const { executablePath, env } = browserProgram(process.env);
  return chromium.launch({ executablePath, env: { ...process.env, ...env } });
}

/** Which program `openBrowser` starts. */
export function browserProgram(env: NodeJS.ProcessEnv): BrowserProgram {
  const { CHROMIUM: chosen } = env;
  if (!chosen) return bundledChromium(cacheFolder(env));
  if (!existsSync(chosen)) {
    throw new Error(`openBrowser: CHROMIUM must name an executable, got ${chosen}, which does not exist; mend or unset it`);
  }
  return { executablePath: chosen, env: {} };
}
