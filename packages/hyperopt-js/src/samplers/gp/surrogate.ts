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

/** Step of the differences by which a known objective's slopes are found. */
const STEP = 1e-4;

/**
 * An objective that is known exactly, on the scale of the targets. Its slopes are differences along `continuous` dimensions; along a
 * stepped one it is flat but for jumps, which exchanging values finds instead.
 */
export function knownSurrogate(loss: (point: readonly number[]) => number, continuous: readonly number[]): Surrogate {
  return {
    predict(point, slopes) {
      const mean = loss(point as readonly number[]);
      if (slopes) {
        slopes.mean.fill(0);
        slopes.deviation.fill(0);
        for (const j of continuous) {
          if (Number.isNaN(point[j]!)) continue;
          const step = point[j]! > 0.5 ? -STEP : STEP;
          const moved = Array.from(point, (coordinate, i) => (i === j ? coordinate + step : coordinate));
          slopes.mean[j] = (loss(moved) - mean) / step;
        }
      }
      return { mean, deviation: 0 };
    },
  };
}
