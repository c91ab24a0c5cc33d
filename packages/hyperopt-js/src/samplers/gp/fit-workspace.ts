import { GrowingCholesky } from '../../math/growing-cholesky.js';
import type { Distances } from './kernel.js';

/** What fitting hyperparameters to the same points again and again shares: the distances of all pairs, and room to work in. */
export class FitWorkspace {
  readonly distances: Distances;
  readonly cholesky: GrowingCholesky;
  readonly row: Float64Array;
  readonly squared: Float64Array;
  readonly inverse: Float64Array;
  readonly whitened: Float64Array;
  readonly alpha: Float64Array;
  readonly weights: Float64Array;

  /** Distances of each pair of points, one row of dimensions per packed entry: they stay while the weights change. */
  readonly pairs: Float64Array;
  readonly count: number;

  /** `rows` are the points, one row of `distances.size` after the other. */
  constructor(distances: Distances, rows: Float64Array) {
    this.distances = distances;
    const d = distances.size;
    const count = rows.length / d;
    this.count = count;
    this.pairs = new Float64Array(((count * (count + 1)) / 2) * d);
    for (let a = 0, at = 0; a < count; a++) {
      for (let b = 0; b <= a; b++) for (let j = 0; j < d; j++) this.pairs[at++] = distances.at(j, rows[a * d + j]!, rows[b * d + j]!);
    }
    this.cholesky = new GrowingCholesky(count);
    this.row = new Float64Array(count);
    this.squared = new Float64Array((count * (count + 1)) / 2);
    this.inverse = new Float64Array((count * (count + 1)) / 2);
    this.whitened = new Float64Array(count);
    this.alpha = new Float64Array(count);
    this.weights = new Float64Array(d);
  }
}
