import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BINDING_PATCH_ID } from './binding-patch.js';
import { buildAddon } from './build-addon.js';
import { checkAddon } from './check-addon.js';
import { fetchWheel } from './fetch-wheel.js';
import { installCuda } from './install-cuda.js';
import { bindingFolder, type Layout, layoutOf, posixAddon } from './layout.js';
import { linkAddon } from './link-addon.js';
import { withLock } from './lock.js';
import { type Provisioned, readProvisioned, writeManifest } from './manifest.js';
import { type Flavour, TENSORFLOW_VERSION, TFJS_VERSION, WHEELS } from './pinned.js';
import { ProvisionError } from './provision-error.js';
import { requirePip } from './python.js';
import { sha256Of } from './resume-download.js';
import { runTool } from './run-tool.js';
import { unpackWheel } from './unpack-wheel.js';

export interface ProvisionOptions {
  readonly flavour: Flavour;
  /** Build the addon anew though there is one. */
  readonly again?: boolean;
  readonly log: (line: string) => void;
  readonly now: () => Date;
}

/**
 * Brings TensorFlow and tfjs-node's addon into the user's cache folder and checks that they compute. What is there already is not made again, and
 * what an interrupted run has finished is kept. Resolves with what there is now; rejects with `ProvisionError`.
 */
export async function provision({
  flavour,
  again = false,
  log,
  now,
}: ProvisionOptions): Promise<Provisioned & { readonly fresh: boolean }> {
  requirePlatform();
  const layout = layoutOf(flavour);
  // An addon of before there was a second one is built anew.
  const present = again || !existsSync(posixAddon(layout.addon)) ? undefined : readProvisioned(layout);
  if (present) {
    linkAddon(present);
    return { ...present, fresh: false };
  }
  return withLock(layout.lock, async () => {
    const wheel = await ensureLibraries(flavour, layout, log);
    log('provision: compiling the addon (about 10 s)');
    await buildAddon(layout.libraries, layout.addon);
    const manifest = {
      flavour,
      tensorflowVersion: TENSORFLOW_VERSION,
      tfjsVersion: TFJS_VERSION,
      bindingPatch: BINDING_PATCH_ID,
      wheel,
      addonSha256: await sha256Of(join(bindingFolder(layout.addon), 'tfjs_binding.node')),
      compiler: (await runTool(process.env.CXX || 'g++', ['--version'])).stdout.split('\n')[0],
      builtAt: now().toISOString(),
    };
    await writeManifest(layout, manifest);
    linkAddon({ layout, manifest });
    try {
      await checkAddon(flavour);
    } catch (error) {
      await rm(layout.manifest, { force: true });
      throw error;
    }
    return { layout, manifest, fresh: true };
  });
}

/** The unpacked wheel; its file goes once it is unpacked. */
async function ensureLibraries(flavour: Flavour, layout: Layout, log: ProvisionOptions['log']) {
  const wheel = WHEELS[flavour];
  const facts = { requirement: wheel.requirement, sha256: wheel.sha256 };
  const marker = join(layout.libraries, 'tensorflow', 'libtensorflow.so');
  if (existsSync(marker)) return facts;
  await requirePip();
  await mkdir(layout.wheels, { recursive: true });
  const file = await fetchWheel(wheel, layout.wheels, log);
  await rm(layout.libraries, { recursive: true, force: true });
  log(`provision: unpacking ${basename(file)}`);
  if (flavour === 'cuda') await installCuda(file, layout.libraries, log);
  else await unpackWheel(file, layout.libraries);
  await rm(file, { force: true });
  return facts;
}

/** The wheels that are pinned are for this system only. */
function requirePlatform(): void {
  if (process.platform === 'linux' && process.arch === 'x64') return;
  throw new ProvisionError(
    'platform',
    `native TensorFlow is built for linux-x64 with glibc, this is ${process.platform}-${process.arch}`,
    'train with WebAssembly here, or use Linux or WSL2',
  );
}
