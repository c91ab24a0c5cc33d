import { homedir } from 'node:os';
import { join } from 'node:path';
import { BINDING_PATCH_ID } from './binding-patch.js';
import { type Flavour, NAPI_VERSION, TENSORFLOW_VERSION, TFJS_VERSION } from './pinned.js';

/** Where what outlives a clone is kept: ISOFLOP_CACHE, else isoflop under XDG_CACHE_HOME, else ~/.cache/isoflop. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.ISOFLOP_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'isoflop');
}

/** Folders of one provisioned TensorFlow. All checkouts of a user share them. */
export interface Layout {
  readonly root: string;
  readonly lock: string;
  readonly wheels: string;
  /** Holds `tensorflow/` and, with CUDA, `nvidia/` beside it, where the libraries look for it. */
  readonly libraries: string;
  readonly addon: string;
  readonly manifest: string;
}

export function layoutOf(flavour: Flavour, cache = cacheFolder()): Layout {
  const root = join(cache, 'tensorflow');
  const name = `${flavour}-${TENSORFLOW_VERSION}`;
  const addon = join(root, `${name}-tfjs-${TFJS_VERSION}-${BINDING_PATCH_ID}`);
  return {
    root,
    lock: join(root, `${name}.lock`),
    wheels: join(root, 'wheels'),
    libraries: join(root, name),
    addon,
    manifest: join(addon, 'manifest.json'),
  };
}

/** The folder of the addon itself, below the package or its copy in the cache: where node-pre-gyp looks. */
export function bindingFolder(folder: string): string {
  return join(folder, 'lib', `napi-v${NAPI_VERSION}`);
}

/** Our own small addon beside it; see `native/posix.cc`. */
export function posixAddon(folder: string): string {
  return join(bindingFolder(folder), 'posix.node');
}
