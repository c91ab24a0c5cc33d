import { fnv1a } from './fnv1a.js';
import type { PhiloxKey } from './philox.js';

/** The key of a dropout mask: it belongs to the run's seed and to the path of the op. The step is the stream. */
export const dropKey = (seed: number, path: string): PhiloxKey => [fnv1a(path), seed >>> 0];
