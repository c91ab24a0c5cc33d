import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tfjsNodeFolder } from '../provision/build-addon.js';
import { bindingFolder } from '../provision/layout.js';
import { type Posix, posix } from './posix.js';

const require = createRequire(import.meta.url);

/** What TensorFlow says when all is well. It writes two of these before it reads TF_CPP_MIN_LOG_LEVEL. */
const NOISE = [
  /^(\d{4}-\d\d-\d\d [\d:.]+: )?I\w*[ :]/,
  /^WARNING: All log messages before absl::InitializeLog\(\)/,
  /^To enable the following instructions: /,
  /Unable to register cu\w+ factory/,
  /computation placer already registered/,
];

/**
 * Loads the addon, and with it TensorFlow, without the lines that it starts with; what else it writes to stderr is passed on. TF_CPP_MIN_LOG_LEVEL=0 asks
 * for all. Does nothing where the addons were not provisioned by isoflop.
 */
export function loadQuietly(write: (text: string) => void = (text) => void process.stderr.write(text)): void {
  if (process.env.TF_CPP_MIN_LOG_LEVEL === '0') return;
  const addon = posix();
  if (!addon) return;
  const said = stderrOf(addon, () => {
    try {
      require(join(bindingFolder(tfjsNodeFolder()), 'tfjs_binding.node'));
    } catch {
      // The import of tfjs-node meets the same error and says it.
    }
  });
  write(withoutNoise(said));
}

/** The text without start-up noise; empty where there is nothing else. */
export function withoutNoise(text: string): string {
  const kept = text.split('\n').filter((line) => !NOISE.some((noise) => noise.test(line)));
  return kept.join('\n');
}

/** What `action` writes to descriptor 2, by whatever code. */
function stderrOf({ duplicate, replace }: Posix, action: () => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'isoflop-stderr-'));
  const file = join(folder, 'text');
  const stderr = duplicate(2);
  try {
    const taken = openSync(file, 'w');
    replace(2, taken);
    closeSync(taken);
    try {
      action();
    } finally {
      replace(2, stderr);
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(stderr);
    rmSync(folder, { recursive: true, force: true });
  }
}
