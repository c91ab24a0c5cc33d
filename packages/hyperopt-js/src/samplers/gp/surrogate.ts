import type { Prediction } from './gaussian-process.js';

/** Derivatives by the coordinates. */
export interface Slopes {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Something that predicts one objective or constraint at a point: a Gaussian process, or a known objective. */
export interface Surrogate {
  predict(point: ArrayLike<number>, slopes?: Slopes): Prediction;
}
