import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * One unsigned 32-bit integer out of several, so that (seed, epoch, index) names a random draw without state.
 * Each part goes through MurmurHash3's 32-bit finaliser; order matters.
 */
export function mixSeed(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** A generator for the stream named by the parts, for instance (seed, epoch). */
export function seededGenerator(...parts: readonly number[]): RandomGenerator {
  return xoroshiro128plus(mixSeed(...parts) | 0);
}

/** Uniform on [low, high). */
export function uniform(generator: RandomGenerator, low: number, high: number): number {
  return low + (high - low) * uniformFloat64(generator);
}

/** A standard normal draw (Box and Muller 1958). */
export function gaussian(generator: RandomGenerator): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
  return radius * Math.cos(2 * Math.PI * uniformFloat64(generator));
}

/** Fisher and Yates' shuffle, in place; returns the same array. */
export function shuffle<T extends Int32Array | number[]>(values: T, generator: RandomGenerator): T {
  for (let last = values.length - 1; last > 0; last--) {
    const other = uniformInt(generator, 0, last);
    const kept = values[last];
    values[last] = values[other];
    values[other] = kept;
  }
  return values;
}
