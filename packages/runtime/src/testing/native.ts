import { describe } from 'vitest';
import { nativeRung } from '../backends/native.js';
import { BackendUnavailableError } from '../backends/rung.js';
import type { TensorFlow } from '../tensorflow.js';

/** TensorFlow's native build, or why this machine has none. */
export type NativeSearch = { readonly tf: TensorFlow } | { readonly missing: string };

async function findNative(): Promise<NativeSearch> {
  try {
    return { tf: (await nativeRung('cpu').open()).tf };
  } catch (error) {
    if (!(error instanceof BackendUnavailableError)) throw error;
    return { missing: `${error.reason}; ${error.mend}` };
  }
}

/**
 * Tests that need native TensorFlow, which `tests` gets. Where the machine has none they are skipped, and the report says why: this is the one
 * place that decides it.
 */
export async function describeNative(name: string, tests: (tf: TensorFlow) => void): Promise<void> {
  const found = await findNative();
  if ('tf' in found) return void describe(name, () => tests(found.tf));
  process.stderr.write(`skipped, needs native TensorFlow: ${name} (${found.missing})\n`);
  describe.skip(`${name} (skipped: ${found.missing})`, () => tests(undefined as never));
}
