import { join } from 'node:path';
import { run, tail } from './step.mjs';

/**
 * Provisions native TensorFlow for the processor where python3, pip and a compiler are there; elsewhere training falls to WebAssembly, and the news
 * says why. Never fails the set-up. `ISOFLOP_NATIVE=off` leaves it out.
 * @param {string} root
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the news, in one line
 */
export async function provisionTensorflow(root, log) {
  if (process.env.ISOFLOP_NATIVE === 'off') return 'left out (ISOFLOP_NATIVE=off); training uses WebAssembly';
  log("tensorflow: making sure of TensorFlow's library (274 MB the first time, then kept for later clones)");
  const program = join(root, 'apps/workbench/bin/isoflop.js');
  const { ok, output } = await run(process.execPath, [program, 'provision', '--optional'], { cwd: root });
  const last = tail(output, 1);
  return ok ? last : `not here: ${last}`;
}
