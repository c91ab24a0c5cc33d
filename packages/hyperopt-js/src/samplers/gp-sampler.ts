import { nonDominatedBoxes } from '../pareto/non-dominated-boxes.js';
import { nonDominatedRanks } from '../pareto/non-dominated-ranks.js';
import { paretoFront } from '../pareto/pareto-front.js';
import type { Point } from '../space/compiled-space.js';
import { logAcquisition } from './gp/acquisition.js';
import { Distances } from './gp/kernel.js';
import { maximizeAcquisition, type SearchEffort } from './gp/maximize-acquisition.js';
import { type Row, rowsOf } from './gp/rows.js';
import { knownSurrogate, type Surrogate } from './gp/surrogate.js';
import { type SavedModel, TargetModel } from './gp/target-model.js';
import { linearScale, OFFSETS, type Warped, warpConstraint, warpLosses } from './gp/warp.js';
import type { Sampler, SamplerContext, SamplerRun } from './sampler.js';

export interface GPOptions {
  readonly seed?: number;
  /** Random trials before the model is used; 10 if left out. */
  readonly startup?: number;
  /** The model is of at most this many trials: the best ones and a spread of the others; 500 if left out. */
  readonly limit?: number;
}

/**
 * Bayesian optimisation: Gaussian processes with a Matern 5/2 kernel, one length per parameter (categorical ones by Hamming
 * distance), fitted by maximum a posteriori; the log expected (hypervolume) improvement times the probability that constraints
 * hold is climbed. Running trials count at their predicted values, which spreads a batch. The best choice where evaluations are dear.
 */
export class GPSampler implements Sampler {
  readonly name = 'gp';
  readonly seed: number | undefined;

  constructor(readonly options: GPOptions = {}) {
    this.seed = options.seed;
    for (const [key, value] of Object.entries({ startup: options.startup ?? 10, limit: options.limit ?? 500 })) {
      if (!Number.isSafeInteger(value) || value < 2)
        throw new Error(`GPSampler: ${key} must be an integer of at least 2, got ${value}; leave it out for the default`);
    }
  }

  start(context: SamplerContext, state?: unknown): SamplerRun {
    return new GPRun(context, this.options, state as GPState | undefined);
  }
}

interface GPState {
  /** Of each modelled objective, then of each constraint. */
  readonly models: readonly SavedModel[];
  /** Rows there were when they were fitted, and those among them that the model is of. */
  readonly fitted: number;
  readonly members: readonly number[];
}

class GPRun implements SamplerRun {
  readonly #context: SamplerContext;
  readonly #startup: number;
  readonly #limit: number;
  readonly #distances: Distances;
  readonly #rows: Row[] = [];
  #seen = 0;
  #models: TargetModel[] = [];
  #fitted = 0;
  #members: number[] = [];

  constructor(context: SamplerContext, { startup = 10, limit = 500 }: GPOptions, state?: GPState) {
    this.#context = context;
    this.#startup = startup;
    this.#limit = limit;
    this.#distances = new Distances(context.space.dimensions);
    if (!state) return;
    this.#models = state.models.map((saved) => new TargetModel(this.#distances, saved));
    this.#fitted = state.fitted;
    this.#members = [...state.members];
  }

  state(): GPState {
    return { models: this.#models.map((model) => model.state()), fitted: this.#fitted, members: this.#members };
  }

  suggest(): Point {
    const { space, rng, finished, objectives } = this.#context;
    for (; this.#seen < finished.length; this.#seen++) this.#rows.push(...rowsOf(finished[this.#seen]!, objectives));
    if (this.#rows.length < this.#startup) return space.sample(rng);
    const due = this.#rows.length >= this.#fitted + Math.max(1, Math.floor(this.#fitted / 25));
    if (due) this.#choose();
    const rows = [...this.#members.map((index) => this.#rows[index]!), ...this.#rows.slice(this.#fitted)];
    return this.#model(rows, due);
  }

  /** Which rows the model is of from now on. */
  #choose(): void {
    const all = [...this.#rows.keys()];
    this.#fitted = all.length;
    this.#members = all;
    if (all.length <= this.#limit) return;
    const losses = this.#rows.map((row) => (row.violation > 0 ? row.losses.map(() => row.violation) : row.losses));
    const ranks = nonDominatedRanks(losses);
    const byRank = all.sort(
      (a, b) => Number(this.#rows[a]!.violation > 0) - Number(this.#rows[b]!.violation > 0) || ranks[a]! - ranks[b]! || a - b,
    );
    const half = this.#limit >> 1;
    const rest = byRank.slice(half);
    const spread = Array.from({ length: this.#limit - half }, (_, i) => rest[Math.floor((i * rest.length) / (this.#limit - half))]!);
    this.#members = [...byRank.slice(0, half), ...spread].sort((a, b) => a - b);
  }

  #model(rows: readonly Row[], due: boolean): Point {
    const { objectives, known } = this.#context;
    const open = Array.from({ length: objectives }, (_, i) => i).filter((i) => !known[i]);
    const constraints = Math.max(...rows.map((row) => row.constraints.length));
    const feasible = rows.filter(({ violation }) => violation === 0);
    const warps: Warped[][] = open.map((i) => {
      const losses = rows.map((row) => row.losses[i]!);
      return (objectives === 1 ? OFFSETS : OFFSETS.slice(0, 1)).map((offset) => warpLosses(losses, offset));
    });
    const limitScales = Array.from({ length: constraints }, (_, i) => {
      const warped = warpConstraint(rows.map((row) => row.constraints[i] ?? 0));
      const scale = linearScale(warped);
      warps.push([{ targets: Float64Array.from(warped, (value) => (value - scale.mean) / scale.deviation), logJacobian: 0 }]);
      return scale;
    });
    const targets = this.#condition(rows, warps, due);
    const surrogates: Surrogate[] = this.#models.slice(0, open.length);
    const limits = this.#models.slice(open.length).map((model, i) => model.shifted(limitScales[i]!.mean / limitScales[i]!.deviation));
    if (feasible.length === 0) return this.#climb([], [], limits, rows);
    const continuous = this.#context.space.dimensions.flatMap(({ levels }, j) => (levels === Number.POSITIVE_INFINITY ? [j] : []));
    const columns: ArrayLike<number>[] = [];
    const all: Surrogate[] = [];
    for (let i = 0, next = 0; i < objectives; i++) {
      const knownLoss = known[i];
      if (!knownLoss) {
        const model = this.#models[next]!;
        all.push(surrogates[next]!);
        columns.push(model.smoothed(targets[next]!));
        next++;
        continue;
      }
      const { mean, deviation } = linearScale(rows.map((row) => row.losses[i]!));
      all.push(knownSurrogate((point) => (knownLoss(point) - mean) / deviation, continuous));
      columns.push(rows.map((row) => (row.losses[i]! - mean) / deviation));
    }
    const values = rows.flatMap((row, r) => (row.violation === 0 ? [columns.map((column) => column[r]!)] : []));
    return this.#climb(all, values, limits, rows);
  }

  /** Brings the models to these rows and targets, and to the running trials at their predicted values. */
  #condition(rows: readonly Row[], warps: readonly Warped[][], due: boolean): Float64Array[] {
    const points = rows.map(({ point }) => point);
    const pending = [...this.#context.running.values()].map(({ point }) => point).slice(-50);
    this.#models.length = Math.min(this.#models.length, warps.length);
    return warps.map((choices, i) => {
      this.#models[i] ??= new TargetModel(this.#distances);
      const model = this.#models[i];
      if (due) model.fit(points, choices);
      const { targets } = choices[model.warp]!;
      model.condition(points, targets, pending);
      return targets;
    });
  }

  #climb(objectives: readonly Surrogate[], values: readonly number[][], constraints: readonly Surrogate[], rows: readonly Row[]): Point {
    const { space, rng, accepts } = this.#context;
    const front = paretoFront(values).map((index) => values[index]!);
    const boxes = objectives.length === 0 ? [] : nonDominatedBoxes(front, referenceOf(front, values));
    const acquisition = logAcquisition(objectives, boxes, constraints, space.dimensions.length);
    const incumbents = this.#incumbents(rows);
    const found = maximizeAcquisition(acquisition, space, rng, incumbents, effortOf(rows.length), accepts);
    return found ?? space.sample(rng);
  }

  /** Points to look near: the best ones, or some of the front. */
  #incumbents(rows: readonly Row[]): Point[] {
    const feasible = rows.filter(({ violation }) => violation === 0);
    if (feasible.length === 0)
      return [...rows]
        .sort((a, b) => a.violation - b.violation)
        .slice(0, 4)
        .map(({ point }) => point);
    if (this.#context.objectives === 1)
      return feasible
        .sort((a, b) => a.losses[0]! - b.losses[0]!)
        .slice(0, 4)
        .map(({ point }) => point);
    const front = paretoFront(feasible.map(({ losses }) => losses)).map((index) => feasible[index]!.point);
    return this.#context.rng.shuffle(front).slice(0, 8);
  }
}

/**
 * The corner below which volume counts: the worst of all feasible values, and at least a tenth of the front's range beyond it. So far
 * out, the ends of the front are worth finding; with one objective it is the best value.
 */
function referenceOf(front: readonly number[][], values: readonly number[][]): number[] {
  return front[0]!.map((best, i) => {
    if (front[0]!.length === 1) return best;
    const column = front.map((point) => point[i]!);
    const [high, low] = [Math.max(...column), Math.min(...column)];
    return Math.max(high + Math.max(0.1 * (high - low), 0.01), ...values.map((point) => point[i]!));
  });
}

/** Less looking as each look gets dearer. */
function effortOf(rows: number): SearchEffort {
  const share = Math.min(1, 100 / rows);
  return {
    random: Math.round(100 + 150 * share),
    near: Math.round(10 + 20 * share),
    starts: Math.round(2 + 3 * share),
    steps: Math.round(10 + 15 * share),
  };
}
