import type { FitWorkspace } from './fit-workspace.js';
import type { Hyperparameters } from './hyperparameters.js';
import { negativeLogPosterior } from './log-posterior.js';

/** Step, in logs, of the difference by which curvatures are found: wide, since the density is far from normal where the data say little. */
const STEP = 0.5;
/** The most that is added to the log of a weight (1 / length^2): half the length. */
const MOST = Math.log(4);

/**
 * Hyperparameters with every length shorter by one posterior standard deviation, at most by half (Laplace's approximation, one length at
 * a time: MacKay, "Bayesian interpolation", 1992). Where the data settle a length it stays; where too few trials tell whether a
 * parameter matters, it is taken to matter more.
 */
export function doubtedLengths(work: FitWorkspace, targets: Float64Array, logs: Hyperparameters): Hyperparameters {
  const [here, there] = [new Float64Array(logs.length), new Float64Array(logs.length)];
  negativeLogPosterior(work, targets, logs, here);
  const doubted = Float64Array.from(logs);
  const moved = Float64Array.from(logs);
  for (let j = 0; j < work.distances.size; j++) {
    moved[j] = logs[j]! + STEP;
    const factored = Number.isFinite(negativeLogPosterior(work, targets, moved, there));
    moved[j] = logs[j]!;
    const curvature = factored ? (there[j]! - here[j]!) / STEP : 0;
    doubted[j]! += curvature > 0 ? Math.min(MOST, 1 / Math.sqrt(curvature)) : MOST;
  }
  return doubted;
}
