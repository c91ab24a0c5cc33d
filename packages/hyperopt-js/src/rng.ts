import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

type Generator = ReturnType<typeof xoroshiro128plus>;

/** A seeded random stream whose state can be saved and restored. */
export class Rng {
  readonly #generator: Generator;

  private constructor(generator: Generator) {
    this.#generator = generator;
  }

  /** The stream of a seed (any finite number). Neighbouring seeds give unrelated streams. */
  static fromSeed(seed: number): Rng {
    if (!Number.isFinite(seed)) throw new Error(`seed: must be a finite number, got ${seed}; use an integer such as 1`);
    const generator = xoroshiro128plus(mix(seed));
    // The first outputs of xoroshiro are nearly the seed itself.
    for (let i = 0; i < 16; i++) generator.next();
    return new Rng(generator);
  }

  static fromState(state: readonly number[]): Rng {
    return new Rng(xoroshiro128plusFromState(state));
  }

  state(): number[] {
    return [...this.#generator.getState()];
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** Uniform integer in [0, count). */
  int(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Standard normal (Box-Muller; the second value is dropped so that the state says everything). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Shuffles in place (Fisher-Yates) and returns the list. */
  shuffle<T>(list: T[]): T[] {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [list[i], list[j]] = [list[j]!, list[i]!];
    }
    return list;
  }
}

/** MurmurHash3's finaliser: spreads neighbouring seeds over all 32 bits. */
function mix(seed: number): number {
  let hash = (Math.trunc(seed) ^ Math.trunc(seed / 2 ** 32)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
