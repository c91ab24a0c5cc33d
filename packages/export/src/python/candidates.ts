import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The Python programs to try for a check, in order: the one that ISOFLOP_PYTHON names and no other, or the environment `python` in isoflop's
 * cache folder, the system's, and the first on the path.
 */
export function pythonCandidates(env: NodeJS.ProcessEnv): readonly string[] {
  if (env.ISOFLOP_PYTHON) return [env.ISOFLOP_PYTHON];
  const cache = env.ISOFLOP_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'isoflop');
  return [join(cache, 'python', 'bin', 'python3'), '/usr/bin/python3', 'python3'];
}
