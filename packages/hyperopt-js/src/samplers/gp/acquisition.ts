import { logImprovement, logNormalCdf } from '../../math/expected-improvement.js';
import { normalCdf, normalDensity } from '../../math/normal.js';
import type { Box } from '../../pareto/non-dominated-boxes.js';
import type { Prediction } from './gaussian-process.js';
import type { Slopes, Surrogate } from './surrogate.js';

/** The log of how promising a point is; with `gradient`, its derivatives by the numeric coordinates are written there. */
export type Acquisition = (point: readonly number[], gradient?: Float64Array) => number;

interface Term {
  readonly log: number;
  readonly byMean: number;
  readonly byDeviation: number;
}

/** log E(max(0, bound - Y)) and its derivatives. A deviation of 0 is a known value. */
function logExpectedBelow(bound: number, { mean, deviation }: Prediction): Term {
  if (deviation === 0) {
    return bound > mean
      ? { log: Math.log(bound - mean), byMean: -1 / (bound - mean), byDeviation: 0 }
      : { log: Number.NEGATIVE_INFINITY, byMean: 0, byDeviation: 0 };
  }
  const z = (bound - mean) / deviation;
  const log = logImprovement(z);
  // phi / h and Phi / h, by logs so that both stay finite where h underflows.
  const density = Math.exp(-0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - log);
  const mass = Math.exp(logNormalCdf(z) - log);
  return { log: log + Math.log(deviation), byMean: -mass / deviation, byDeviation: density / deviation };
}

/** log P(Y <= 0) and its derivatives. */
function logFeasible({ mean, deviation }: Prediction): Term {
  if (deviation === 0) return { log: mean <= 0 ? 0 : Number.NEGATIVE_INFINITY, byMean: 0, byDeviation: 0 };
  const z = -mean / deviation;
  const log = logNormalCdf(z);
  const ratio = Math.exp(-0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - log);
  return { log, byMean: -ratio / deviation, byDeviation: (-ratio * z) / deviation };
}

/**
 * The log expected hypervolume improvement of independent objectives over the boxes not dominated yet (Yang et al., "Efficient
 * computation of EHVI", 2019; one box and one objective give the log expected improvement), plus the log probabilities that
 * every constraint holds (Gardner et al., 2014). Without objectives it is the latter alone.
 */
export function logAcquisition(
  objectives: readonly Surrogate[],
  boxes: readonly Box[],
  constraints: readonly Surrogate[],
  dimensions: number,
): Acquisition {
  const slopes = [...objectives, ...constraints].map(() => ({
    mean: new Float64Array(dimensions),
    deviation: new Float64Array(dimensions),
  }));
  return (point, gradient) => {
    gradient?.fill(0);
    let log = 0;
    for (const [i, constraint] of constraints.entries()) {
      const slope = gradient && slopes[objectives.length + i]!;
      const term = logFeasible(constraint.predict(point, slope));
      log += term.log;
      if (gradient) addSlopes(gradient, term, slope!);
    }
    if (objectives.length === 0 || log < -700) return log;
    const predictions = objectives.map((objective, i) => objective.predict(point, gradient && slopes[i]!));
    if (boxes.length === 1 && objectives.length === 1) {
      const term = logExpectedBelow(boxes[0]!.upper[0]!, predictions[0]!);
      if (gradient) addSlopes(gradient, term, slopes[0]!);
      return log + term.log;
    }
    const { log: volume, terms } = logHypervolume(predictions, boxes);
    if (gradient) for (const [i, term] of terms.entries()) addSlopes(gradient, term, slopes[i]!);
    return log + volume;
  };
}

function addSlopes(gradient: Float64Array, { byMean, byDeviation }: Term, slopes: Slopes): void {
  for (let j = 0; j < gradient.length; j++) gradient[j]! += byMean * slopes.mean[j]! + byDeviation * slopes.deviation[j]!;
}

/** E(max(0, bound - Y)), and its derivatives by mean and deviation, into `out`. */
function expectedBelow(bound: number, { mean, deviation }: Prediction, out: Float64Array): void {
  if (deviation === 0 || bound === Number.NEGATIVE_INFINITY) {
    out[0] = bound > mean ? bound - mean : 0;
    out[1] = bound > mean ? -1 : 0;
    out[2] = 0;
    return;
  }
  const z = (bound - mean) / deviation;
  const [mass, density] = [normalCdf(z), normalDensity(z)];
  out[0] = Math.max(0, deviation * (density + z * mass));
  out[1] = -mass;
  out[2] = density;
}

const LOW = new Float64Array(3);
const HIGH = new Float64Array(3);

/** Sum over boxes of the product over objectives of E(upper) - E(lower). Where that underflows, the best box by logs. */
function logHypervolume(predictions: readonly Prediction[], boxes: readonly Box[]): { log: number; terms: Term[] } {
  const count = predictions.length;
  const [byMean, byDeviation] = [new Float64Array(count), new Float64Array(count)];
  const factors = new Float64Array(3 * count);
  let total = 0;
  for (const { lower, upper } of boxes) {
    let product = 1;
    for (let i = 0; i < count && product > 0; i++) {
      expectedBelow(upper[i]!, predictions[i]!, HIGH);
      expectedBelow(lower[i]!, predictions[i]!, LOW);
      for (let part = 0; part < 3; part++) factors[3 * i + part] = HIGH[part]! - LOW[part]!;
      product *= Math.max(0, factors[3 * i]!);
    }
    if (!(product > 0)) continue;
    total += product;
    for (let i = 0; i < count; i++) {
      byMean[i]! += (product / factors[3 * i]!) * factors[3 * i + 1]!;
      byDeviation[i]! += (product / factors[3 * i]!) * factors[3 * i + 2]!;
    }
  }
  if (total < 1e-200) return logNearest(predictions, boxes);
  const terms = predictions.map((_, i) => ({ log: 0, byMean: byMean[i]! / total, byDeviation: byDeviation[i]! / total }));
  return { log: Math.log(total), terms };
}

/** Far from improving, the largest box counts alone, from its upper corner: a lower slope to climb than nothing. */
function logNearest(predictions: readonly Prediction[], boxes: readonly Box[]): { log: number; terms: Term[] } {
  let best = { log: Number.NEGATIVE_INFINITY, terms: predictions.map(() => ({ log: 0, byMean: 0, byDeviation: 0 })) };
  for (const { upper } of boxes) {
    const terms = predictions.map((prediction, i) => logExpectedBelow(upper[i]!, prediction));
    const log = terms.reduce((sum, term) => sum + term.log, 0);
    if (log > best.log) best = { log, terms };
  }
  return best;
}
