import { nativeBinding, type OpenedBackend } from '@isoflop/runtime';
import { openEagerEngine } from './eager-engine.js';
import type { Engine, EngineName } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import { openGraphEngine } from './graph-engine.js';

export interface OpenEngineOptions extends EngineOptions {
  /** Left out: the graph engine where native TensorFlow is loaded, which trains faster on every network measured, else the eager one. */
  readonly engine?: EngineName;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * Opens the engine that suits the backend, or the one asked for. Where the graph engine suits but TensorFlow does not load this network's graph, the eager
 * one is opened and says so. Throws where the graph engine is asked for and cannot be had.
 */
export function openEngine({ tf, backend }: OpenedBackend, { engine, now, ...options }: OpenEngineOptions): Engine {
  if (engine === 'graph') return openGraphEngine(tf, options, now);
  const native = (backend === 'cpu' || backend === 'cuda') && nativeBinding(tf) !== undefined;
  if (engine === 'eager' || !native) return openEagerEngine(tf, options);
  try {
    return openGraphEngine(tf, options, now);
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    return { ...openEagerEngine(tf, options), insteadBecause: `the graph did not load: ${reason}` };
  }
}
