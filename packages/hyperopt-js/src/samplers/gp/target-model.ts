import type { Point } from '../../space/compiled-space.js';
import { doubtedLengths } from './doubted-lengths.js';
import { FitWorkspace } from './fit-workspace.js';
import { GaussianProcess, type Prediction } from './gaussian-process.js';
import { type Hyperparameters, initialHyperparameters } from './hyperparameters.js';
import type { Distances } from './kernel.js';
import { fitHyperparameters } from './log-posterior.js';
import type { Slopes, Surrogate } from './surrogate.js';
import type { Warped } from './warp.js';

/** What is kept of a model. */
export interface SavedModel {
  readonly logs: readonly number[];
  readonly warp: number;
  /** How many points there were when it was last fitted from the start. */
  readonly anew: number;
}

/** Hyperparameters are fitted to at most this many points. */
const FIT_LIMIT = 150;
/** The fit begins anew after so much growth of the data; with more than `MANY` points, which leave less to choose, after more. */
const [GROWTH, LATE_GROWTH, MANY] = [1.2, 1.5, 100];
const [FEW_STEPS, MANY_STEPS] = [8, 25];

/** One objective or constraint: a Gaussian process with its hyperparameters, kept from one suggestion to the next. */
export class TargetModel implements Surrogate {
  readonly #distances: Distances;
  #logs: Hyperparameters | undefined;
  #warp = 0;
  #anew = 0;
  #process: GaussianProcess | undefined;
  /** The one that was conditioned last. */
  #current: GaussianProcess | undefined;
  #points: readonly Point[] = [];

  constructor(distances: Distances, saved?: SavedModel) {
    this.#distances = distances;
    if (saved) [this.#logs, this.#warp, this.#anew] = [Float64Array.from(saved.logs), saved.warp, saved.anew];
  }

  state(): SavedModel {
    return { logs: [...this.#logs!], warp: this.#warp, anew: this.#anew };
  }

  /**
   * Fits the hyperparameters, a little further each time, and from the start after much growth of the data. Then the likeliest of several
   * `warps` of the same losses is chosen too, each later one a factor e less likely beforehand.
   */
  fit(points: readonly Point[], warps: readonly Warped[]): void {
    const picked = pickedOf(points.length);
    const work = this.#workspace(points, picked);
    const valuesOf = ({ targets }: Warped): Float64Array => Float64Array.from(picked, (at) => targets[at]!);
    if (this.#logs && points.length < (this.#anew > MANY ? LATE_GROWTH : GROWTH) * this.#anew) {
      this.#logs = fitHyperparameters(work, valuesOf(warps[this.#warp]!), this.#logs, FEW_STEPS).logs;
    } else {
      this.#fitAnew(work, warps, valuesOf, picked.length / points.length);
      this.#anew = points.length;
    }
    this.#process = undefined;
  }

  #workspace(points: readonly Point[], picked: readonly number[]): FitWorkspace {
    return new FitWorkspace(this.#distances, Float64Array.from(picked.flatMap((index) => points[index]!)));
  }

  #fitAnew(work: FitWorkspace, warps: readonly Warped[], valuesOf: (warped: Warped) => Float64Array, share: number): void {
    const initial = initialHyperparameters(this.#distances.size);
    const before = this.#logs;
    let lowest = Number.POSITIVE_INFINITY;
    for (const [index, warped] of warps.entries()) {
      const values = valuesOf(warped);
      const fits = [fitHyperparameters(work, values, initial, MANY_STEPS)];
      if (before) fits.push(fitHyperparameters(work, values, before, FEW_STEPS));
      for (const { logs, value } of fits) {
        const unlikely = value - warped.logJacobian * share + index;
        if (unlikely < lowest) [this.#logs, lowest, this.#warp] = [logs, unlikely, index];
      }
    }
  }

  /** Which of the warps given to `fit` was the likeliest. */
  get warp(): number {
    return this.#warp;
  }

  /**
   * Conditions the process on the points, and on `pending` ones at their predicted values. A `doubtful` one takes lengths for as short as
   * they may well be: it expects more of places that differ from the points in something that seems not to matter.
   */
  condition(points: readonly Point[], targets: Float64Array, pending: readonly Point[], doubtful = false): void {
    const process = doubtful ? this.#doubtfulProcess(points, targets) : this.#processOf(points);
    this.#current = process;
    process.setTargets(targets);
    if (pending.length === 0) return;
    const believed = [...targets, ...pending.map((point) => process.predict(point).mean)];
    for (const point of pending) process.add(point);
    process.setTargets(believed);
  }

  /** The process of the fitted lengths, which is kept: only points that are new are added. */
  #processOf(points: readonly Point[]): GaussianProcess {
    if (!this.#process) {
      this.#process = new GaussianProcess(this.#distances, this.#logs!);
      this.#points = [];
    }
    let same = 0;
    while (same < this.#points.length && this.#points[same] === points[same]) same++;
    this.#process.truncate(same);
    for (const point of points.slice(same)) this.#process.add(point);
    this.#points = points;
    return this.#process;
  }

  #doubtfulProcess(points: readonly Point[], targets: Float64Array): GaussianProcess {
    const picked = pickedOf(points.length);
    const values = Float64Array.from(picked, (at) => targets[at]!);
    const process = new GaussianProcess(this.#distances, doubtedLengths(this.#workspace(points, picked), values, this.#logs!));
    for (const point of points) process.add(point);
    return process;
  }

  predict(point: ArrayLike<number>, slopes?: Slopes): Prediction {
    return this.#current!.predict(point, slopes);
  }

  /** The noise-free means at the points. */
  smoothed(targets: Float64Array): Float64Array {
    return targets.map((target, index) => this.#current!.meanAt(index, target));
  }

  /** This model with a constant added to its mean. */
  shifted(shift: number): Surrogate {
    return {
      predict: (point, slopes) => {
        const { mean, deviation } = this.predict(point, slopes);
        return { mean: mean + shift, deviation };
      },
    };
  }
}

/** Which of `count` points hyperparameters are fitted to: evenly spread ones where there are many. */
function pickedOf(count: number): number[] {
  const stride = Math.max(1, count / FIT_LIMIT);
  return Array.from({ length: Math.min(count, FIT_LIMIT) }, (_, i) => Math.floor(i * stride));
}
