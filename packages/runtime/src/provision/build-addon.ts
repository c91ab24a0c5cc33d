import { mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { bindingFolder } from './layout.js';
import { NAPI_VERSION } from './pinned.js';
import { ProvisionError } from './provision-error.js';
import { errorLine, runTool } from './run-tool.js';

const require = createRequire(import.meta.url);
const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];

/** Where npm put the package whose addon is built. */
export function tfjsNodeFolder(): string {
  return dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
}

/**
 * Compiles tfjs-node-gpu's own sources, unchanged, against the TensorFlow in `libraries`, into `addon`: whole or not at all. It is one call of the
 * compiler with Node-API's headers from npm, so neither node-gyp nor Node's headers are needed, and one addon serves every Node. Rejects with `ProvisionError`.
 */
export async function buildAddon(libraries: string, addon: string): Promise<void> {
  const tensorflow = join(libraries, 'tensorflow');
  const partial = await mkdtemp(`${addon}.building-`);
  try {
    // One link to the folder, not to each file: CUDA's libraries are found from there as ../nvidia.
    await mkdir(join(partial, 'deps'));
    await symlink(relative(join(addon, 'deps'), tensorflow), join(partial, 'deps/lib'));
    await mkdir(bindingFolder(partial), { recursive: true });
    await compile(tensorflow, join(bindingFolder(partial), 'tfjs_binding.node'));
    await rm(addon, { recursive: true, force: true });
    await rename(partial, addon);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function compile(tensorflow: string, output: string): Promise<void> {
  const compiler = process.env.CXX || 'g++';
  const sources = SOURCES.map((name) => join(tfjsNodeFolder(), 'binding', name));
  const nodeApi = dirname(require.resolve('node-api-headers/include/node_api.h'));
  const args = [
    '-std=gnu++17',
    '-O2',
    '-fPIC',
    '-shared',
    '-pthread',
    `-DNAPI_VERSION=${NAPI_VERSION}`,
    '-DNODE_GYP_MODULE_NAME=tfjs_binding',
  ];
  const include = ['-I', nodeApi, '-I', join(tensorflow, 'include')];
  const link = ['-L', tensorflow, '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib', '-o', output];
  const { ok, missing, output: said } = await runTool(compiler, [...args, ...include, ...sources, ...link]);
  if (missing)
    throw new ProvisionError(
      'compiler',
      `a C++17 compiler must be there, ${compiler} is not`,
      'on Debian: apt-get install g++; or set CXX',
    );
  if (!ok) throw new ProvisionError('compiler', `the addon does not compile: ${errorLine(said)}`, 'use g++ 9 or newer, or another by CXX');
}
