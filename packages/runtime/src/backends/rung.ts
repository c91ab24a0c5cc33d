import type { TensorflowManifest } from '../provision/manifest.js';
import type { TensorFlow } from '../tensorflow.js';

/**
 * `cuda`: TensorFlow on an NVIDIA GPU. `cpu`: TensorFlow on the processor. `wasm`: TensorFlow.js's WebAssembly backend.
 * `plain`: TensorFlow.js's own loops, hundreds of times slower; the reference that tests compare with, never chosen unasked.
 */
export type BackendName = 'cuda' | 'cpu' | 'wasm' | 'plain';

/** What a run records about the software that computed it. */
export interface BackendFacts {
  readonly backend: BackendName;
  readonly tfjsVersion: string;
  /** Of the native library; absent where TensorFlow.js computes by itself. */
  readonly tensorflowVersion?: string;
  readonly nodeVersion: string;
  /** How the native library was provisioned; absent where it was not, or not by isoflop. */
  readonly native?: TensorflowManifest;
}

/** Why a backend cannot be had on this machine, and what would change that. */
export class BackendUnavailableError extends Error {
  override readonly name = 'BackendUnavailableError';
  constructor(
    readonly backend: BackendName,
    readonly reason: string,
    readonly mend: string,
  ) {
    super(`backend ${backend}: ${reason}; ${mend}`);
  }
}

/** One step of the ladder. */
export interface Rung {
  readonly backend: BackendName;
  /** Loads the backend and makes it the current one. Throws `BackendUnavailableError` where it cannot be had. */
  open(): Promise<{ tf: TensorFlow; tensorflowVersion?: string; native?: TensorflowManifest }>;
}
