import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { WHEEL_TARGET } from './pinned.js';
import { ProvisionError } from './provision-error.js';
import { runPip } from './python.js';
import { errorLine } from './run-tool.js';
import { linkLibraries } from './unpack-wheel.js';

/**
 * The wheel with NVIDIA's libraries side by side in `folder`, as its RUNPATH wants them; several gigabytes. pip keeps the wheels that it has
 * finished, so a run that was cut goes on from there. Rejects with `ProvisionError`.
 */
export async function installCuda(wheel: string, folder: string, log: (line: string) => void): Promise<void> {
  const partial = await mkdtemp(`${folder}.unpacking-`);
  const args = ['install', '--only-binary=:all:', ...WHEEL_TARGET, '--target', partial, `${wheel}[and-cuda]`];
  try {
    const said = (text: string) => {
      for (const line of text.split('\n')) if (/^(Collecting|Downloading|Installing)/.test(line.trim())) log(`provision: ${line.trim()}`);
    };
    const { ok, output } = await runPip(args, said);
    if (!ok)
      throw new ProvisionError(
        'wheel',
        `pip could not install TensorFlow with CUDA: ${errorLine(output)}`,
        'free 6 GB, check the network, then run the command again',
      );
    await linkLibraries(join(partial, 'tensorflow'));
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}
