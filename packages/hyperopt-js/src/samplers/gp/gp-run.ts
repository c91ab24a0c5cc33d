import { nonDominatedBoxes } from '../../pareto/non-dominated-boxes.js';
import { paretoFront } from '../../pareto/pareto-front.js';
import type { Point } from '../../space/compiled-space.js';
import { KnownObjectives } from '../known/known-objectives.js';
import type { SamplerContext, SamplerRun } from '../sampler.js';
import { type Acquisition, logAcquisition } from './acquisition.js';
import { incumbentsOf, referenceOf } from './incumbents.js';
import { Distances } from './kernel.js';
import { maximizeAcquisition } from './maximize-acquisition.js';
import { chooseMembers } from './members.js';
import { type Row, rowsOf } from './rows.js';
import { effortOf } from './search-effort.js';
import { StartupDesign } from './startup-design.js';
import type { Surrogate } from './surrogate.js';
import { type SavedModel, TargetModel } from './target-model.js';
import { linearScale, OFFSETS, type Warped, warpConstraint, warpLosses } from './warp.js';

export interface GPState {
  /** Of each modelled objective, then of each constraint. */
  readonly models: readonly SavedModel[];
  /** Rows there were when they were fitted, and those among them that the model is of. */
  readonly fitted: number;
  readonly members: readonly number[];
  /** Seed of the startup design, and how many of its points were taken. */
  readonly scramble: number;
  readonly started: number;
}

/** Every so many trials told, a suggestion doubts the fitted lengths. */
const DOUBT_EVERY = 4;

/** One study's Gaussian processes: fitted now and then, conditioned on every trial told, and climbed. */
export class GPRun implements SamplerRun {
  readonly #context: SamplerContext;
  readonly #startup: number;
  readonly #limit: number;
  readonly #distances: Distances;
  readonly #knowns: KnownObjectives;
  readonly #design: StartupDesign;
  readonly #scramble: number;
  readonly #rows: Row[] = [];
  #started: number;
  #seen = 0;
  #models: TargetModel[] = [];
  #fitted: number;
  #members: number[];

  constructor(context: SamplerContext, startup: number, limit: number, state?: GPState) {
    this.#context = context;
    this.#startup = startup;
    this.#limit = limit;
    this.#knowns = new KnownObjectives(context);
    this.#distances = new Distances(context.space.dimensions, this.#knowns.count);
    this.#scramble = state?.scramble ?? context.rng.int(2 ** 32);
    this.#design = new StartupDesign(context.space, this.#knowns, this.#scramble);
    this.#started = state?.started ?? 0;
    this.#models = state?.models.map((saved) => new TargetModel(this.#distances, saved)) ?? [];
    this.#fitted = state?.fitted ?? 0;
    this.#members = [...(state?.members ?? [])];
  }

  state(): GPState {
    const models = this.#models.map((model) => model.state());
    return { models, fitted: this.#fitted, members: this.#members, scramble: this.#scramble, started: this.#started };
  }

  suggest(): Point {
    const { rng, finished, objectives, accepts } = this.#context;
    for (; this.#seen < finished.length; this.#seen++) {
      for (const row of rowsOf(finished[this.#seen]!, objectives)) this.#rows.push({ ...row, extended: this.#knowns.extend(row.point) });
    }
    if (this.#rows.length < this.#startup) return this.#design.at(this.#started++, rng, accepts);
    const due = this.#rows.length >= this.#fitted + Math.max(1, Math.floor(this.#fitted / 20));
    if (due) {
      this.#fitted = this.#rows.length;
      this.#members = chooseMembers(this.#rows, this.#limit);
    }
    const rows = [...this.#members.map((index) => this.#rows[index]!), ...this.#rows.slice(this.#fitted)];
    return this.#climb(this.#acquisition(rows, due), rows);
  }

  #acquisition(rows: readonly Row[], due: boolean): Acquisition {
    const { objectives, known } = this.#context;
    const open = Array.from({ length: objectives }, (_, i) => i).filter((i) => !known[i]);
    const warps: Warped[][] = open.map((i) => {
      const losses = rows.map((row) => row.losses[i]!);
      return (objectives === 1 ? OFFSETS : OFFSETS.slice(0, 3)).map((offset) => warpLosses(losses, offset));
    });
    const limits = constraintTargets(rows);
    const targets = this.#condition(rows, [...warps, ...limits.map(({ warped }) => [warped])], due);
    const constraints = this.#models.slice(open.length).map((model, i) => model.shifted(limits[i]!.zero));
    const size = this.#distances.size;
    if (rows.every(({ violation }) => violation > 0)) return this.#looking(logAcquisition([], [], constraints, size));
    const columns: ArrayLike<number>[] = [];
    const surrogates: Surrogate[] = [];
    for (let i = 0, next = 0; i < objectives; i++) {
      if (known[i]) {
        const scale = linearScale(rows.map((row) => row.losses[i]!));
        surrogates.push(this.#knowns.surrogate(i, scale));
        columns.push(rows.map((row) => (row.losses[i]! - scale.mean) / scale.deviation));
      } else {
        surrogates.push(this.#models[next]!);
        columns.push(this.#models[next]!.smoothed(targets[next]!));
        next++;
      }
    }
    const values = rows.map((_, r) => columns.map((column) => column[r]!));
    const feasible = values.filter((_, r) => rows[r]!.violation === 0);
    const front = paretoFront(feasible).map((index) => feasible[index]!);
    const boxes = nonDominatedBoxes(front, referenceOf(front, values));
    return this.#looking(logAcquisition(surrogates, boxes, constraints, size));
  }

  /** Brings the models to these rows and targets, and to the running trials at their predicted values. */
  #condition(rows: readonly Row[], warps: readonly Warped[][], due: boolean): Float64Array[] {
    const points = rows.map(({ extended }) => extended);
    const pending = [...this.#context.running.values()].slice(-50).map(({ point }) => this.#knowns.extend(point));
    this.#models.length = Math.min(this.#models.length, warps.length);
    // Few trials may hide that a parameter matters: a fit that says so would never look again. With several objectives the front itself spreads the trials.
    const doubtful = this.#context.objectives === 1 && rows.length % DOUBT_EVERY === 0;
    return warps.map((choices, i) => {
      this.#models[i] ??= new TargetModel(this.#distances);
      const model = this.#models[i];
      if (due) model.fit(points, choices);
      const { targets } = choices[model.warp]!;
      model.condition(points, targets, pending, doubtful);
      return targets;
    });
  }

  /** An acquisition of extended points as one of points. */
  #looking(inner: Acquisition): Acquisition {
    if (this.#knowns.count === 0) return inner;
    const wide = new Float64Array(this.#distances.size);
    return (point, gradient) => {
      const { extended, rates } = this.#knowns.look(point, gradient !== undefined);
      const value = inner(extended, gradient && wide);
      if (gradient) {
        gradient.set(wide.subarray(0, gradient.length));
        this.#knowns.addThroughPlaces(wide, rates, gradient);
      }
      return value;
    };
  }

  #climb(acquisition: Acquisition, rows: readonly Row[]): Point {
    const { space, rng, accepts } = this.#context;
    const effort = effortOf(rows.length, space, this.#knowns.count > 0);
    const found = maximizeAcquisition(acquisition, space, rng, incumbentsOf(rows, rng), effort, accepts);
    return found ?? space.sample(rng);
  }
}

/** Targets of each constraint, and where 0 is on their scale. */
function constraintTargets(rows: readonly Row[]): { readonly warped: Warped; readonly zero: number }[] {
  const count = Math.max(...rows.map((row) => row.constraints.length));
  return Array.from({ length: count }, (_, i) => {
    const warped = warpConstraint(rows.map((row) => row.constraints[i] ?? 0));
    const { mean, deviation } = linearScale(warped);
    const targets = Float64Array.from(warped, (value) => (value - mean) / deviation);
    return { warped: { targets, logJacobian: 0 }, zero: mean / deviation };
  });
}
