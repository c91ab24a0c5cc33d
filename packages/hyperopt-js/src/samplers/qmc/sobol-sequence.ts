import type { Rng } from '../../rng.js';

const BITS = 32;

/** Joe and Kuo's initial direction numbers (2008) of dimensions 2 to 8; later dimensions draw theirs from a fixed stream. */
const INITIAL = [[1], [1, 3], [1, 3, 1], [1, 1, 1], [1, 1, 3, 3], [1, 3, 5, 13], [1, 1, 5, 5, 17]];

/**
 * A Sobol sequence in any number of dimensions, 32 bits a coordinate: in every dimension each block of 2^k points has one in each
 * 2^k-th. Scrambled by a random lower-triangular matrix over the bits and a shift (Matousek, 1998), which keeps that property.
 */
export class SobolSequence {
  readonly #directions: Uint32Array[];
  readonly #shifts: Uint32Array;

  /** Without `rng` the sequence is not scrambled. */
  constructor(dimensions: number, rng?: Rng) {
    this.#directions = directionNumbers(dimensions);
    this.#shifts = new Uint32Array(dimensions);
    if (!rng) return;
    for (let j = 0; j < dimensions; j++) {
      this.#directions[j] = scramble(this.#directions[j]!, rng);
      this.#shifts[j] = word(rng);
    }
  }

  /** Point number `index` (from 0), in [0, 1)^dimensions. */
  at(index: number): number[] {
    const gray = (index ^ (index >>> 1)) >>> 0;
    return this.#directions.map((directions, j) => {
      let bits = this.#shifts[j]!;
      for (let bit = 0; bit < BITS; bit++) if ((gray >>> bit) & 1) bits ^= directions[bit]!;
      return (bits >>> 0) / 2 ** BITS;
    });
  }
}

function word(rng: Rng): number {
  return Math.floor(rng.uniform() * 2 ** BITS);
}

/** Multiplies each direction number by a random unit lower-triangular matrix, the most significant bit first. */
function scramble(directions: Uint32Array, rng: Rng): Uint32Array {
  const rows = Array.from({ length: BITS }, (_, row) => {
    const own = 1 << (BITS - 1 - row);
    const above = row === 0 ? 0 : ~0 << (BITS - row);
    return (own | (word(rng) & above)) >>> 0;
  });
  return directions.map((direction) => {
    let out = 0;
    for (const [row, mask] of rows.entries()) out |= parity(direction & mask) << (BITS - 1 - row);
    return out >>> 0;
  });
}

function parity(bits: number): number {
  let folded = bits;
  for (const shift of [16, 8, 4, 2, 1]) folded ^= folded >>> shift;
  return folded & 1;
}

function directionNumbers(dimensions: number): Uint32Array[] {
  const out: Uint32Array[] = [Uint32Array.from({ length: BITS }, (_, bit) => 2 ** (BITS - 1 - bit))];
  const polynomials = primitivePolynomials();
  let seed = 1;
  while (out.length < dimensions) {
    const { degree, middle } = polynomials.next().value as Polynomial;
    const known = INITIAL[out.length - 1];
    const initial = Array.from({ length: degree }, (_, i) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return known ? known[i]! : 2 * Math.floor((seed / 2 ** 32) * 2 ** i) + 1;
    });
    out.push(recur(initial, degree, middle));
  }
  return out.slice(0, dimensions);
}

/** Bratley and Fox's recurrence (1988, equation 2) for the numbers beyond the initial ones. */
function recur(initial: readonly number[], degree: number, middle: number): Uint32Array {
  const directions = new Uint32Array(BITS);
  for (let i = 0; i < degree; i++) directions[i] = initial[i]! * 2 ** (BITS - 1 - i);
  for (let i = degree; i < BITS; i++) {
    let next = directions[i - degree]! ^ (directions[i - degree]! >>> degree);
    for (let k = 1; k < degree; k++) if ((middle >>> (degree - 1 - k)) & 1) next ^= directions[i - k]!;
    directions[i] = next;
  }
  return directions;
}

interface Polynomial {
  readonly degree: number;
  /** Coefficients between the highest and the constant one, as bits. */
  readonly middle: number;
}

/** Primitive polynomials over the field of two elements, by degree and then by their coefficients. */
function* primitivePolynomials(): Generator<Polynomial> {
  for (let degree = 1; ; degree++) {
    for (let middle = 0; middle < 2 ** (degree - 1); middle++) if (isPrimitive(degree, middle)) yield { degree, middle };
  }
}

/** Primitive when the powers of x run through all 2^degree - 1 non-zero remainders. */
function isPrimitive(degree: number, middle: number): boolean {
  const polynomial = 2 ** degree + 2 * middle + 1;
  let remainder = 1;
  for (let power = 1; power < 2 ** degree; power++) {
    remainder *= 2;
    if (remainder >= 2 ** degree) remainder ^= polynomial;
    if (remainder === 1) return power === 2 ** degree - 1;
  }
  return false;
}
