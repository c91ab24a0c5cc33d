import { Rng } from 'hyperopt-js';
import type { Uniform } from '../counting/uniform.js';

/** A stream of its own. */
export function seeded(seed: number): Uniform {
  const rng = Rng.fromSeed(seed);
  return () => rng.uniform();
}
