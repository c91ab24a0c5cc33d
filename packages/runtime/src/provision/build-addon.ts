import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { patched } from './binding-patch.js';
import { bindingFolder, posixAddon } from './layout.js';
import { NAPI_VERSION } from './pinned.js';
import { ProvisionError } from './provision-error.js';
import { errorLine, runTool } from './run-tool.js';

const require = createRequire(import.meta.url);
const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];
const POSIX = fileURLToPath(new URL('../../native/posix.cc', import.meta.url));

/** Where npm put the package whose addon is built. */
export function tfjsNodeFolder(): string {
  return dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
}

/**
 * Compiles tfjs-node-gpu's own sources, with the additions of `binding-patch.ts`, against the TensorFlow in `libraries`, into `addon`: whole or not at
 * all. It is one call of the compiler with Node-API's headers from npm, so neither node-gyp nor Node's headers are needed, and one addon serves every Node. A second call
 * compiles a small addon of ours, with which TensorFlow loads quietly and takes less memory. Rejects with `ProvisionError`.
 */
export async function buildAddon(libraries: string, addon: string): Promise<void> {
  const tensorflow = join(libraries, 'tensorflow');
  const partial = await mkdtemp(`${addon}.building-`);
  try {
    // One link to the folder, not to each file: CUDA's libraries are found from there as ../nvidia.
    await mkdir(join(partial, 'deps'));
    await symlink(relative(join(addon, 'deps'), tensorflow), join(partial, 'deps/lib'));
    await mkdir(bindingFolder(partial), { recursive: true });
    await compile(POSIX_ADDON, posixAddon(partial));
    const sources = await writeSources(join(partial, 'sources'));
    await compile(tfjsAddon(sources, tensorflow), join(bindingFolder(partial), 'tfjs_binding.node'));
    await rm(addon, { recursive: true, force: true });
    await rename(partial, addon);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** What the compiler is to make an addon of, and what it links. */
interface AddonSources {
  readonly sources: readonly string[];
  readonly include: readonly string[];
  readonly link: readonly string[];
}

const POSIX_ADDON: AddonSources = { sources: [POSIX], include: [], link: [] };

/** The sources with our additions; the package keeps its own. Returns their paths. */
async function writeSources(folder: string): Promise<string[]> {
  await mkdir(folder);
  return Promise.all(
    SOURCES.map(async (name) => {
      const file = join(folder, name);
      await writeFile(file, patched(name, await readFile(join(tfjsNodeFolder(), 'binding', name), 'utf8')));
      return file;
    }),
  );
}

function tfjsAddon(sources: readonly string[], tensorflow: string): AddonSources {
  return {
    sources,
    include: ['-I', join(tfjsNodeFolder(), 'binding'), '-I', join(tensorflow, 'include')],
    link: ['-L', tensorflow, '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
  };
}

async function compile({ sources, include, link }: AddonSources, output: string): Promise<void> {
  const compiler = process.env.CXX || 'g++';
  const nodeApi = dirname(require.resolve('node-api-headers/include/node_api.h'));
  const name = `-DNODE_GYP_MODULE_NAME=${basename(output, '.node')}`;
  const args = ['-std=gnu++17', '-O2', '-fPIC', '-shared', '-pthread', `-DNAPI_VERSION=${NAPI_VERSION}`, name, '-I', nodeApi];
  const { ok, missing, output: said } = await runTool(compiler, [...args, ...include, ...sources, ...link, '-o', output]);
  if (missing)
    throw new ProvisionError(
      'compiler',
      `a C++17 compiler must be there, ${compiler} is not`,
      'on Debian: apt-get install g++; or set CXX',
    );
  if (!ok) throw new ProvisionError('compiler', `the addon does not compile: ${errorLine(said)}`, 'use g++ 9 or newer, or another by CXX');
}
