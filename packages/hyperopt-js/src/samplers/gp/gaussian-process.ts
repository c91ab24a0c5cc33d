import { GrowingCholesky } from '../../math/growing-cholesky.js';
import { type Hyperparameters, noiseOf } from './hyperparameters.js';
import { type Distances, Kernel } from './kernel.js';

/** A prediction: mean and standard deviation, in units of the targets. */
export interface Prediction {
  mean: number;
  deviation: number;
}

/** A Gaussian process of mean 0, conditioned on points that are added one by one. Targets may be changed at any time without factoring anew. */
export class GaussianProcess {
  readonly #size: number;
  readonly #model: Kernel;
  readonly #noise: number;
  readonly #cholesky = new GrowingCholesky();
  #rows = new Float64Array(0);
  #kernel = new Float64Array(0);
  #squared = new Float64Array(0);
  #whitened = new Float64Array(0);
  #solved = new Float64Array(0);
  #alpha = new Float64Array(0);

  constructor(distances: Distances, logs: Hyperparameters) {
    this.#size = distances.size;
    this.#model = new Kernel(distances, logs);
    this.#noise = noiseOf(logs, distances.size);
  }

  get size(): number {
    return this.#cholesky.size;
  }

  /** Adds a point. A point so near to another that the matrix would be singular gets as much more noise as it takes. */
  add(point: readonly number[]): void {
    const [n, d] = [this.size, this.#size];
    this.#reserve(n + 1);
    this.#rows.set(point, n * d);
    this.#model.against(this.#rows, n, point, this.#kernel, this.#squared);
    let noise = this.#noise;
    for (let attempt = 0; attempt < 12; attempt++, noise *= 10) {
      this.#kernel[n] = this.#model.variance + noise;
      if (this.#cholesky.push(this.#kernel)) return;
    }
    throw new Error('gaussian process: a point could not be added; its coordinates are not finite numbers');
  }

  #reserve(count: number): void {
    if (this.#kernel.length >= count) return;
    const capacity = Math.max(64, 2 * count);
    const rows = new Float64Array(capacity * this.#size);
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
    this.#model.against(this.#rows, n, point, this.#kernel, this.#squared);
    for (let i = 0; i < n; i++) mean += this.#kernel[i]! * this.#alpha[i]!;
    this.#cholesky.forward(this.#kernel, this.#whitened);
    let explained = 0;
    for (let i = 0; i < n; i++) explained += this.#whitened[i]! * this.#whitened[i]!;
    const deviation = Math.sqrt(Math.max(1e-14, this.#model.variance - explained));
    if (slopes) this.#slopes(point, deviation, slopes);
    return { mean, deviation };
  }

  #slopes(point: ArrayLike<number>, deviation: number, slopes: { readonly mean: Float64Array; readonly deviation: Float64Array }): void {
    this.#cholesky.backward(this.#whitened, this.#solved);
    slopes.mean.fill(0);
    slopes.deviation.fill(0);
    const on = { mean: 0, deviation: 0 };
    for (let i = 0; i < this.size; i++) {
      on.mean = this.#alpha[i]!;
      on.deviation = -this.#solved[i]! / deviation;
      this.#model.addSlopes(this.#rows, i, this.#squared[i]!, point, on, slopes);
    }
  }
}
