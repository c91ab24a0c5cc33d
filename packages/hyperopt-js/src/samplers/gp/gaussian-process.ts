import { GrowingCholesky } from '../../math/growing-cholesky.js';
import { type Hyperparameters, noiseOf } from './hyperparameters.js';
import { type Distances, matern52, matern52Slope } from './kernel.js';

/** A prediction: mean and standard deviation, in units of the targets. */
export interface Prediction {
  mean: number;
  deviation: number;
}

/**
 * A Gaussian process of mean 0 whose kernel is the sum of a Matern 5/2 over all dimensions and of main effects, one dimension at a
 * time (a sum and a product learn more from few points than either: Ru et al., "CoCaBO", 2020), conditioned on points that are added one by one. Targets may be
 * changed at any time without factoring anew.
 */
export class GaussianProcess {
  readonly #distances: Distances;
  readonly #weights: Float64Array;
  readonly #variance: number;
  readonly #main: number;
  readonly #noise: number;
  readonly #cholesky = new GrowingCholesky();
  readonly #effects = { sum: 0 };
  #rows = new Float64Array(0);
  #kernel = new Float64Array(0);
  #squared = new Float64Array(0);
  #whitened = new Float64Array(0);
  #solved = new Float64Array(0);
  #alpha = new Float64Array(0);

  constructor(distances: Distances, logs: Hyperparameters) {
    const d = distances.size;
    this.#distances = distances;
    this.#weights = logs.slice(0, d).map(Math.exp);
    this.#variance = Math.exp(logs[d]!);
    this.#main = Math.exp(logs[d + 1]!);
    this.#noise = noiseOf(logs, d);
  }

  get size(): number {
    return this.#cholesky.size;
  }

  /** Adds a point. A point so near to another that the matrix would be singular gets as much more noise as it takes. */
  add(point: readonly number[]): void {
    const [n, d] = [this.size, this.#distances.size];
    this.#reserve(n + 1);
    this.#rows.set(point, n * d);
    for (let i = 0; i < n; i++) this.#kernel[i] = this.#covariance(i, point);
    let noise = this.#noise;
    for (let attempt = 0; attempt < 12; attempt++, noise *= 10) {
      this.#kernel[n] = this.#variance + this.#main + noise;
      if (this.#cholesky.push(this.#kernel)) return;
    }
    throw new Error('gaussian process: a point could not be added; its coordinates are not finite numbers');
  }

  /** The covariance of row `i` with a point; the squared scaled distance is kept for slopes. */
  #covariance(i: number, point: ArrayLike<number>): number {
    const d = this.#distances.size;
    const squared = this.#distances.scaled(this.#rows, i * d, point, 0, this.#weights, this.#effects);
    this.#squared[i] = squared;
    return this.#variance * matern52(squared) + (this.#main / d) * this.#effects.sum;
  }

  #reserve(count: number): void {
    if (this.#kernel.length >= count) return;
    const capacity = Math.max(64, 2 * count);
    const rows = new Float64Array(capacity * this.#distances.size);
    rows.set(this.#rows);
    this.#rows = rows;
    this.#kernel = new Float64Array(capacity);
    this.#squared = new Float64Array(capacity);
    this.#whitened = new Float64Array(capacity);
    this.#solved = new Float64Array(capacity);
    this.#alpha = new Float64Array(capacity);
  }

  /** Forgets the points from `size` on. */
  truncate(size: number): void {
    this.#cholesky.truncate(size);
  }

  /** Sets the targets of all points. */
  setTargets(targets: ArrayLike<number>): void {
    this.#cholesky.forward(targets, this.#whitened);
    this.#cholesky.backward(this.#whitened, this.#alpha);
  }

  /** The noise-free mean at point `index` of those added. */
  meanAt(index: number, target: number): number {
    return target - this.#noise * this.#alpha[index]!;
  }

  /** The prediction at a point. With `slopes`, writes the derivatives by the numeric coordinates of the mean and of the deviation. */
  predict(point: ArrayLike<number>, slopes?: { readonly mean: Float64Array; readonly deviation: Float64Array }): Prediction {
    const n = this.size;
    let mean = 0;
    for (let i = 0; i < n; i++) {
      const kernel = this.#covariance(i, point);
      this.#kernel[i] = kernel;
      mean += kernel * this.#alpha[i]!;
    }
    this.#cholesky.forward(this.#kernel, this.#whitened);
    let explained = 0;
    for (let i = 0; i < n; i++) explained += this.#whitened[i]! * this.#whitened[i]!;
    const deviation = Math.sqrt(Math.max(1e-14, this.#variance + this.#main - explained));
    if (slopes) this.#slopes(point, deviation, slopes);
    return { mean, deviation };
  }

  #slopes(point: ArrayLike<number>, deviation: number, slopes: { readonly mean: Float64Array; readonly deviation: Float64Array }): void {
    const [n, d] = [this.size, this.#distances.size];
    this.#cholesky.backward(this.#whitened, this.#solved);
    slopes.mean.fill(0);
    slopes.deviation.fill(0);
    for (let i = 0; i < n; i++) {
      const slope = 2 * this.#variance * matern52Slope(this.#squared[i]!);
      const [onMean, onDeviation] = [this.#alpha[i]!, -this.#solved[i]! / deviation];
      for (let j = 0, at = i * d; j < d; j++, at++) {
        const difference = point[j]! - this.#rows[at]!;
        const weight = this.#weights[j]!;
        const effect = 1 / (1 + d * weight * difference * difference);
        const along = (slope - 2 * this.#main * effect * effect) * weight * difference;
        slopes.mean[j]! += onMean * along;
        slopes.deviation[j]! += onDeviation * along;
      }
    }
  }
}
