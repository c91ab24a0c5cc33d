import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where files that outlive a clone are kept: `$ISOFLOP_CACHE`, else `isoflop` in `$XDG_CACHE_HOME`, else `~/.cache/isoflop`.
 * An empty variable counts as unset, as the XDG specification asks. Data sets go to the same folder.
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheFolder(env = process.env) {
  return env.ISOFLOP_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'isoflop');
}
