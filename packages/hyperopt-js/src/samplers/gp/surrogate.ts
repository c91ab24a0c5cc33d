import type { Prediction } from './gaussian-process.js';

/** Derivatives by the coordinates. */
export interface Slopes {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Something that predicts one objective or constraint at a point: a Gaussian process, or a known function. */
export interface Surrogate {
  predict(point: ArrayLike<number>, slopes?: Slopes): Prediction;
}

/** An objective that is known exactly, on the scale of the targets. It has no slopes. */
export function knownSurrogate(loss: (point: readonly number[]) => number): Surrogate {
  return { predict: (point) => ({ mean: loss(point as readonly number[]), deviation: 0 }) };
}
