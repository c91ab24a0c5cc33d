import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { fnv1a } from '../random/fnv1a.js';

/**
 * Uniform numbers in [0, 1) that belong to a seed and a name alone. Each variable and each dropout mask has its own stream,
 * so its values depend neither on the order in which a network is built nor on the backend.
 */
export function uniformStream(seed: number, name: string): () => number {
  const generator = xoroshiro128plus(fnv1a(`${seed}/${name}`) | 0);
  return () => uniformFloat64(generator);
}

/** Standard normal numbers from uniform ones (Box and Muller 1958). */
export function normalStream(uniform: () => number): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
