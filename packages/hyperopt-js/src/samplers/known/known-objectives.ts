import { Rng } from '../../rng.js';
import type { CompiledSpace, Point } from '../../space/compiled-space.js';
import type { Surrogate } from '../gp/surrogate.js';
import type { SamplerContext } from '../sampler.js';

/** Random points by which the spread of a known objective is learnt. */
const DRAWS = 256;
/** Step of the differences by which slopes along continuous dimensions are found; along a stepped one it is flat but for jumps. */
const STEP = 1e-4;

interface KnownObjective {
  readonly objective: number;
  readonly loss: (point: readonly number[]) => number;
  /** Ascending losses of random points. */
  readonly spread: readonly number[];
}

/**
 * The objectives that need no model. Each gives its exact loss at any candidate, and a coordinate more for the models of the others:
 * its place among the losses of random points, from 0 to 1 (what a network costs says much about how well it does).
 */
export class KnownObjectives {
  readonly #knowns: readonly KnownObjective[];
  readonly #continuous: readonly number[];
  /** Losses at the point last looked at, and their derivatives by its coordinates. */
  readonly #losses: number[];
  readonly #slopes: readonly Float64Array[];

  constructor({ space, known }: Pick<SamplerContext, 'space' | 'known'>) {
    this.#knowns = known.flatMap((loss, objective) => (loss ? [{ objective, loss, spread: spreadOf(space, loss) }] : []));
    this.#continuous = space.dimensions.flatMap(({ levels }, j) => (levels === Number.POSITIVE_INFINITY ? [j] : []));
    this.#losses = this.#knowns.map(() => 0);
    this.#slopes = this.#knowns.map(() => new Float64Array(space.dimensions.length));
  }

  get count(): number {
    return this.#knowns.length;
  }

  /** The places of a point's known losses. */
  places(point: readonly number[]): number[] {
    return this.#knowns.map(({ loss, spread }) => placeIn(spread, loss(point)).place);
  }

  /** The point with the places appended. */
  extend(point: Point): Point {
    return this.#knowns.length === 0 ? point : [...point, ...this.places(point)];
  }

  /**
   * Computes losses (and with `slopes` their derivatives) at a point, which surrogates then give.
   * @returns the extended point, and how fast each place grows with its loss.
   */
  look(point: readonly number[], slopes: boolean): { readonly extended: Point; readonly rates: readonly number[] } {
    const extended = [...point];
    const rates: number[] = [];
    for (const [q, { loss, spread }] of this.#knowns.entries()) {
      const value = loss(point);
      this.#losses[q] = value;
      const { place, rate } = placeIn(spread, value);
      extended.push(place);
      rates.push(rate);
      if (slopes) this.#differences(point, q, value);
    }
    return { extended, rates };
  }

  #differences(point: readonly number[], q: number, value: number): void {
    for (const j of this.#continuous) {
      this.#slopes[q]![j] = 0;
      if (Number.isNaN(point[j]!)) continue;
      const step = point[j]! > 0.5 ? -STEP : STEP;
      const moved = point.map((coordinate, i) => (i === j ? coordinate + step : coordinate));
      this.#slopes[q]![j] = (this.#knowns[q]!.loss(moved) - value) / step;
    }
  }

  /** Adds to `gradient` what the last dimensions of an extended gradient are worth through the places. */
  addThroughPlaces(extended: Float64Array, rates: readonly number[], gradient: Float64Array): void {
    for (const [q, rate] of rates.entries()) {
      const factor = extended[gradient.length + q]! * rate;
      for (const j of this.#continuous) gradient[j]! += factor * this.#slopes[q]![j]!;
    }
  }

  /** The surrogate of a known objective: its loss at the point last looked at, on the scale of the targets. */
  surrogate(objective: number, { mean, deviation }: { readonly mean: number; readonly deviation: number }): Surrogate {
    const q = this.#knowns.findIndex((known) => known.objective === objective);
    return {
      predict: (_, slopes) => {
        if (slopes) {
          slopes.mean.fill(0);
          slopes.deviation.fill(0);
          for (const j of this.#continuous) slopes.mean[j] = this.#slopes[q]![j]! / deviation;
        }
        return { mean: (this.#losses[q]! - mean) / deviation, deviation: 0 };
      },
    };
  }
}

function spreadOf(space: CompiledSpace, loss: (point: readonly number[]) => number): number[] {
  // A stream of its own: the study's must not depend on what a model looks at.
  const rng = Rng.fromSeed(0);
  const losses = Array.from({ length: DRAWS }, () => loss(space.sample(rng)));
  return [...new Set(losses)].sort((a, b) => a - b);
}

/** Where a value is among ascending ones, from 0 to 1, linear between them; beyond their ends it goes on at the middle's rate. */
function placeIn(ascending: readonly number[], value: number): { place: number; rate: number } {
  const last = ascending.length - 1;
  if (last === 0) return { place: 0.5, rate: 0 };
  const whole = 1 / (ascending[last]! - ascending[0]!);
  if (value <= ascending[0]!) return { place: (value - ascending[0]!) * whole, rate: whole };
  if (value >= ascending[last]!) return { place: 1 + (value - ascending[last]!) * whole, rate: whole };
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= value) low = middle;
    else high = middle;
  }
  const rate = 1 / last / (ascending[high]! - ascending[low]!);
  return { place: low / last + (value - ascending[low]!) * rate, rate };
}
