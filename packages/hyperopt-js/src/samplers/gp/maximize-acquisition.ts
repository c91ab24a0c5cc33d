import { minimizeInBounds } from '../../math/lbfgs.js';
import type { Rng } from '../../rng.js';
import type { CompiledSpace, Point } from '../../space/compiled-space.js';
import type { Acquisition } from './acquisition.js';
import type { SearchEffort } from './search-effort.js';

/** A numeric dimension with more levels than this is climbed by gradient. */
const FEW_LEVELS = 12;

interface Scored {
  point: Point;
  value: number;
}

/**
 * The best acceptable point found. Of a small space every point is looked at. Else random candidates and neighbours of the incumbents are scored, and the best are climbed from,
 * numeric coordinates by gradient and the others by exchanging one at a time. Undefined where nothing acceptable was met.
 */
export function maximizeAcquisition(
  acquisition: Acquisition,
  space: CompiledSpace,
  rng: Rng,
  incumbents: readonly Point[],
  effort: SearchEffort,
  accepts: (point: readonly number[]) => boolean,
): Point | undefined {
  if (effort.every) return bestOfAll(acquisition, space, rng, accepts);
  const candidates: Point[] = Array.from({ length: effort.random }, () => space.sample(rng));
  for (const incumbent of incumbents) for (let i = 0; i < effort.near; i++) candidates.push(neighbour(space, incumbent, rng));
  const scored = candidates.filter(accepts).map((point) => ({ point, value: acquisition(point) }));
  scored.sort((a, b) => b.value - a.value);
  const climber = new Climber(acquisition, space, rng, effort.steps, accepts);
  const climbed = distinctStarts(scored, effort.starts).map((start) => climber.climb(start));
  const best = [...climbed, ...scored].filter(({ value }) => !Number.isNaN(value)).sort((a, b) => b.value - a.value);
  return best.find(({ point }) => accepts(point))?.point;
}

/** Equal values (as where nothing is promising) go to a random one of the points. */
function bestOfAll(
  acquisition: Acquisition,
  space: CompiledSpace,
  rng: Rng,
  accepts: (point: readonly number[]) => boolean,
): Point | undefined {
  let [best, highest, ties]: [Point | undefined, number, number] = [undefined, Number.NEGATIVE_INFINITY, 0];
  for (const point of space.points()) {
    const value = acquisition(point);
    // What is feasible may be dear to find out, so only those in the lead are asked about.
    if ((best && !(value >= highest)) || !accepts(point)) continue;
    ties = value === highest ? ties + 1 : 1;
    if (ties === 1 || rng.int(ties) === 0) [best, highest] = [point, value];
  }
  return best && [...best];
}

/** The best, each at some distance from those before. */
function distinctStarts(scored: readonly Scored[], count: number): Scored[] {
  const starts: Scored[] = [];
  for (const candidate of scored) {
    if (starts.length >= count) break;
    if (starts.every(({ point }) => apart(point, candidate.point) > 0.02)) starts.push(candidate);
  }
  return starts;
}

function apart(a: readonly number[], b: readonly number[]): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) most = Math.max(most, Math.abs(a[i]! - b[i]!) || 1);
  return most;
}

/** A point with a few coordinates changed: numeric ones by a normal step of a random size, others drawn anew. */
export function neighbour(space: CompiledSpace, point: Point, rng: Rng): Point {
  const changes = 1 / (1 + rng.int(Math.min(4, point.length)));
  const scale = 0.3 * 10 ** (-2.5 * rng.uniform());
  const next = [...point];
  const forced = rng.int(point.length);
  for (let i = 0; i < next.length; i++) {
    const { numeric, levels } = space.dimensions[i]!;
    const coordinate = next[i]!;
    if (Number.isNaN(coordinate)) next[i] = numeric ? rng.uniform() : rng.int(levels);
    else if (numeric && (i === forced || rng.uniform() < changes))
      next[i] = reflect(coordinate + Math.max(scale, 1 / levels) * rng.normal());
    else if (!numeric && (i === forced || rng.uniform() < changes / 3)) next[i] = rng.int(levels);
  }
  return space.normalize(next);
}

function reflect(coordinate: number): number {
  const wrapped = Math.abs(coordinate) % 2;
  return wrapped > 1 ? 2 - wrapped : wrapped;
}

class Climber {
  readonly #gradient: Float64Array;

  constructor(
    readonly acquisition: Acquisition,
    readonly space: CompiledSpace,
    readonly rng: Rng,
    readonly steps: number,
    readonly accepts: (point: readonly number[]) => boolean,
  ) {
    this.#gradient = new Float64Array(space.dimensions.length);
  }

  climb(start: Scored): Scored {
    let current = start;
    for (let round = 0; round < 2; round++) {
      const before = current.value;
      current = this.#byGradient(current);
      current = this.#byExchange(current);
      if (!(current.value > before + 1e-3)) break;
    }
    return current;
  }

  /** Climbs the numeric coordinates that exist and have many levels; stepped ones are put on their step at the end. */
  #byGradient(start: Scored): Scored {
    const free = start.point.flatMap((coordinate, i) => {
      const { numeric, levels } = this.space.dimensions[i]!;
      return numeric && levels > FEW_LEVELS && !Number.isNaN(coordinate) ? [i] : [];
    });
    if (free.length === 0) return start;
    const point = [...start.point];
    const x = Float64Array.from(free, (i) => point[i]!);
    const negative = (at: Float64Array, gradient: Float64Array): number => {
      for (const [j, i] of free.entries()) point[i] = at[j]!;
      const value = this.acquisition(point, this.#gradient);
      for (const [j, i] of free.entries()) gradient[j] = -this.#gradient[i]!;
      return -value;
    };
    minimizeInBounds(negative, x, 0, 1, this.steps);
    for (const [j, i] of free.entries()) point[i] = x[j]!;
    return this.#better(this.space.normalize(point), start);
  }

  /** Tries every other value of categorical and few-levelled coordinates, and the next levels of the others. */
  #byExchange(start: Scored): Scored {
    let current = start;
    for (let i = 0; i < start.point.length; i++) {
      if (!this.space.active(current.point, i)) continue;
      for (const coordinate of this.#alternatives(i, current.point[i]!)) {
        const point = current.point.map((value, j) => (j === i ? coordinate : Number.isNaN(value) ? this.#any(j) : value));
        current = this.#better(this.space.normalize(point), current);
      }
    }
    return current;
  }

  #alternatives(i: number, coordinate: number): number[] {
    const { numeric, levels, at } = this.space.dimensions[i]!;
    if (!numeric || levels <= FEW_LEVELS)
      return Array.from({ length: levels }, (_, level) => at(level)).filter((other) => other !== coordinate);
    if (Number.isFinite(levels)) return [coordinate - 1 / levels, coordinate + 1 / levels].filter((other) => other > 0 && other < 1);
    return [];
  }

  #any(i: number): number {
    const { numeric, levels } = this.space.dimensions[i]!;
    return numeric ? this.rng.uniform() : this.rng.int(levels);
  }

  #better(point: Point, current: Scored): Scored {
    const value = this.acquisition(point);
    return value > current.value && this.accepts(point) ? { point, value } : current;
  }
}
