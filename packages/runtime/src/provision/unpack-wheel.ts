import { mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProvisionError } from './provision-error.js';
import { runPython } from './python.js';
import { errorLine } from './run-tool.js';

/** The shared libraries and the headers of the C interface: a third of what a whole installation takes. */
const KEPT = ['tensorflow/libtensorflow_', 'tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/ctstring'];
const HEADERS = ['tensorflow/include/tsl/platform/ctstring', 'tensorflow/include/xla/tsl/'];

const EXTRACT = `
import sys, zipfile
wheel, folder, *prefixes = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(tuple(prefixes)) and (name.endswith('.h') or '.so' in name):
            archive.extract(name, folder)
`;

/** Unpacks what the addon needs of a TensorFlow wheel (850 MB) into `folder`, whole or not at all. Rejects with `ProvisionError`. */
export async function unpackWheel(wheel: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}.unpacking-`);
  try {
    const { ok, output } = await runPython(EXTRACT, [wheel, partial, ...KEPT, ...HEADERS]);
    if (!ok)
      throw new ProvisionError(
        'disk',
        `${basename(wheel)} could not be unpacked: ${errorLine(output)}`,
        'free 1 GB in the cache folder, or set ISOFLOP_CACHE to another',
      );
    await linkLibraries(join(partial, 'tensorflow'));
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/** The names that the addon is linked by. The loader then wants the ones with version numbers, from the same folder. */
export async function linkLibraries(folder: string): Promise<void> {
  await symlink('libtensorflow_cc.so.2', join(folder, 'libtensorflow.so'));
  await symlink('libtensorflow_framework.so.2', join(folder, 'libtensorflow_framework.so'));
}
