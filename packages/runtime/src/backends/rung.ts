import type { TensorflowManifest } from '../provision/manifest.js';
import type { TensorFlow } from '../tensorflow.js';

/**
 * `cuda`: TensorFlow on an NVIDIA GPU. `cpu`: TensorFlow on the processor. `wasm`: TensorFlow.js's WebAssembly backend. `webgpu`: TensorFlow.js on any
 * GPU through WebGPU, experimental and never chosen unasked. `plain`: TensorFlow.js's own loops, hundreds of times slower; the reference that tests compare with, never chosen unasked.
 */
export type BackendName = 'cuda' | 'cpu' | 'wasm' | 'webgpu' | 'plain';

/** What a run records about the software that computed it. */
export interface BackendFacts {
  readonly backend: BackendName;
  readonly tfjsVersion: string;
  /** Of the native library; absent where TensorFlow.js computes by itself. */
  readonly tensorflowVersion?: string;
  readonly nodeVersion: string;
  /** What computes, by its maker's name. */
  readonly devices: readonly string[];
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

/** What a rung gives when it opens. */
export interface OpenRung {
  readonly tf: TensorFlow;
  readonly tensorflowVersion?: string;
  readonly native?: TensorflowManifest;
  /** The processor where left out. */
  readonly devices?: readonly string[];
}

/** One step of the ladder. */
export interface Rung {
  readonly backend: BackendName;
  /** Loads the backend and makes it the current one. Throws `BackendUnavailableError` where it cannot be had. */
  open(): Promise<OpenRung>;
}
