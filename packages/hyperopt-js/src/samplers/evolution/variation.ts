import type { Rng } from '../../rng.js';
import type { CompiledSpace, Point } from '../../space/compiled-space.js';

/** Distribution index of crossover and of mutation (Deb et al., 2002): higher stays nearer to the parents. */
const CROSSOVER_INDEX = 15;
const MUTATION_INDEX = 20;

/**
 * A child of two parents, as the study's `vary` gives it where it has one. Else simulated binary crossover of numbers and one parent's value
 * of categories, not normalised: NaN stays NaN. A point crossed with itself is that point.
 */
export function crossover(a: Point, b: Point, space: CompiledSpace, rng: Rng): Point {
  const given = a === b ? undefined : space.cross(a, b, rng);
  if (given) return given;
  return a.map((first, i) => {
    const second = b[i]!;
    if (Number.isNaN(first) || Number.isNaN(second)) return Number.isNaN(first) ? second : first;
    if (!space.dimensions[i]!.numeric) return rng.uniform() < 0.5 ? first : second;
    if (first === second || rng.uniform() < 0.5) return rng.uniform() < 0.5 ? first : second;
    return simulatedBinary(first, second, rng);
  });
}

/** Simulated binary crossover (Deb and Agrawal, 1995), with the spread bounded so that the child stays in [0, 1]. */
function simulatedBinary(first: number, second: number, rng: Rng): number {
  const [low, high] = first < second ? [first, second] : [second, first];
  const upper = rng.uniform() < 0.5;
  const room = upper ? 1 - high : low;
  const alpha = 2 - (1 + (2 * room) / (high - low)) ** -(CROSSOVER_INDEX + 1);
  const u = rng.uniform();
  const spread = u <= 1 / alpha ? (u * alpha) ** (1 / (CROSSOVER_INDEX + 1)) : (1 / (2 - u * alpha)) ** (1 / (CROSSOVER_INDEX + 1));
  return 0.5 * (low + high + (upper ? spread : -spread) * (high - low));
}

/**
 * Mutates as the study's `vary` does, where it has one. Else mutates coordinates with chance `rate` each, and at least one: polynomial
 * mutation of numbers (Deb and Goyal, 1996; a step at least), another value of categories. Dimensions that came to exist are drawn at
 * random. Returns a normalised point.
 */
export function mutate(point: Point, space: CompiledSpace, rng: Rng, rate: number, index = MUTATION_INDEX): Point {
  const given = space.mutate(point, rng);
  if (given) return given;
  const child = [...point];
  const existing = child.flatMap((coordinate, i) => (Number.isNaN(coordinate) || space.dimensions[i]!.levels === 1 ? [] : [i]));
  const forced = existing.length > 0 ? existing[rng.int(existing.length)]! : -1;
  for (let i = 0; i < child.length; i++) {
    const { numeric, levels } = space.dimensions[i]!;
    if (Number.isNaN(child[i]!)) child[i] = numeric ? rng.uniform() : rng.int(levels);
    else if (levels > 1 && (i === forced || rng.uniform() < rate))
      child[i] = numeric ? polynomial(child[i]!, levels, rng, index) : another(child[i]!, levels, rng);
  }
  return space.normalize(child);
}

function another(index: number, levels: number, rng: Rng): number {
  return (index + 1 + rng.int(levels - 1)) % levels;
}

function polynomial(coordinate: number, levels: number, rng: Rng, index: number): number {
  const u = rng.uniform();
  const power = 1 / (index + 1);
  const [down, up] = [coordinate, 1 - coordinate];
  const step =
    u < 0.5
      ? (2 * u + (1 - 2 * u) * (1 - down) ** (index + 1)) ** power - 1
      : 1 - (2 * (1 - u) + (2 * u - 1) * (1 - up) ** (index + 1)) ** power;
  const moved = coordinate + step;
  if (Math.abs(step) * levels >= 1) return moved;
  // A step smaller than a cell would change nothing.
  const cell = 1 / levels;
  const lower = coordinate - cell >= 0 && (step < 0 || coordinate + cell > 1);
  return lower ? coordinate - cell : coordinate + cell;
}
