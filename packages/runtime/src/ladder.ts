import { cpus } from 'node:os';
import { nativeRung } from './backends/native.js';
import { plainRung } from './backends/plain.js';
import { type BackendFacts, type BackendName, BackendUnavailableError, type Rung } from './backends/rung.js';
import { wasmRung } from './backends/wasm.js';
import { webgpuRung } from './backends/webgpu.js';
import type { TensorFlow } from './tensorflow.js';

export type BackendRequest = 'auto' | BackendName;

/** What was found when a rung was tried. */
export type Verdict =
  | { readonly backend: BackendName; readonly available: true }
  | { readonly backend: BackendName; readonly available: false; readonly reason: string; readonly mend: string };

export interface OpenedBackend {
  readonly tf: TensorFlow;
  readonly backend: BackendName;
  readonly facts: BackendFacts;
  /** Every rung that was tried, best first; the last one is open. Print it: a slower backend must never be a surprise. */
  readonly verdicts: readonly Verdict[];
}

/** Best first. */
const LADDER: readonly Rung[] = [nativeRung('cuda'), nativeRung('cpu'), wasmRung];

/** What `doctor` looks at: the ladder, and what may be asked for beside it. */
export const KNOWN_BACKENDS: readonly BackendName[] = ['cuda', 'cpu', 'wasm', 'webgpu'];

/** Only for who asks for them by name. */
const ON_REQUEST: readonly Rung[] = [webgpuRung(), plainRung];

function rungsFor(request: BackendRequest, ladder: readonly Rung[]): readonly Rung[] {
  if (request === 'auto') return ladder;
  const named = [...ladder, ...ON_REQUEST].find((rung) => rung.backend === request);
  if (!named) throw new RangeError(`backend: must be auto, cuda, cpu, wasm, webgpu or plain, got ${JSON.stringify(request)}; use auto`);
  return [named];
}

/**
 * Opens the best backend of this machine (`auto`), or the named one. With `auto`, the verdicts say why each better one was passed over.
 * Throws `BackendUnavailableError` when the named backend, or every one, cannot be had: a named backend is never replaced by another.
 * One process opens one backend.
 */
export async function openBackend(request: BackendRequest, ladder: readonly Rung[] = LADDER): Promise<OpenedBackend> {
  const verdicts: Verdict[] = [];
  let refusal: BackendUnavailableError | undefined;
  for (const rung of rungsFor(request, ladder)) {
    try {
      const { tf, tensorflowVersion, native, devices } = await rung.open();
      const { backend } = rung;
      const facts: BackendFacts = {
        backend,
        tfjsVersion: tf.version.tfjs,
        ...(tensorflowVersion === undefined ? {} : { tensorflowVersion }),
        nodeVersion: process.versions.node,
        devices: devices ?? [processor()],
        ...(native && { native }),
      };
      return { tf, backend, facts, verdicts: [...verdicts, { backend, available: true }] };
    } catch (error) {
      if (!(error instanceof BackendUnavailableError)) throw error;
      refusal = error;
      verdicts.push({ backend: rung.backend, available: false, reason: error.reason, mend: error.mend });
    }
  }
  throw refusal ?? new BackendUnavailableError('wasm', 'the ladder is empty', 'give at least one rung');
}

const processor = () => cpus()[0]?.model ?? 'unknown processor';
