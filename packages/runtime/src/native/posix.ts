import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tfjsNodeFolder } from '../provision/build-addon.js';
import { posixAddon } from '../provision/layout.js';

const require = createRequire(import.meta.url);

/** `native/posix.cc`. */
export interface Posix {
  duplicate(descriptor: number): number;
  replace(target: number, source: number): number;
  release(start: bigint, end: bigint): number;
}

/** Our addon; undefined where isoflop has not provisioned TensorFlow. */
export function posix(): Posix | undefined {
  const addon = posixAddon(tfjsNodeFolder());
  return existsSync(addon) ? require(addon) : undefined;
}
