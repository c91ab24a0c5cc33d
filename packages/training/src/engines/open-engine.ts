import { nativeBinding, type OpenedBackend } from '@isoflop/runtime';
import { openEagerEngine } from './eager-engine.js';
import type { Engine, EngineName } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import { openGraphEngine } from './graph-engine.js';

export interface OpenEngineOptions extends EngineOptions {
  /** Left out: the graph engine where native TensorFlow is loaded, which trains faster, else the eager one. */
  readonly engine?: EngineName;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Opens the engine that suits the backend, or the one asked for. Throws where the graph engine is asked of a backend that cannot run it. */
export function openEngine({ tf, backend }: OpenedBackend, { engine, now, ...options }: OpenEngineOptions): Engine {
  const native = (backend === 'cpu' || backend === 'cuda') && nativeBinding(tf) !== undefined;
  return (engine ?? (native ? 'graph' : 'eager')) === 'graph' ? openGraphEngine(tf, options, now) : openEagerEngine(tf, options);
}
