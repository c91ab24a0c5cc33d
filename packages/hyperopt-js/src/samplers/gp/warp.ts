/** A monotone map of losses to targets of mean 0 and variance 1, and the log of its Jacobian, to compare maps by likelihood. */
export interface Warped {
  readonly targets: Float64Array;
  readonly logJacobian: number;
}

/**
 * The maps that are tried: log(distance to the best + offset), with the distance in units of that of the median. A small
 * offset suits losses over many orders of magnitude but bends a smooth bowl into a spike; Infinity leaves losses linear.
 */
export const OFFSETS = [Number.POSITIVE_INFINITY, 1, 0.2, 0.04, 0.01] as const;

/** Losses through the map of an offset. */
export function warpLosses(losses: readonly number[], offset: number): Warped {
  const lowest = Math.min(...losses);
  const spread = median(losses) - lowest;
  if (offset === Number.POSITIVE_INFINITY || !(spread > 0)) return drawIn(losses);
  const shifted = losses.map((loss) => (loss - lowest) / spread + offset);
  const logSlopes = shifted.reduce((sum, value) => sum - Math.log(value), 0) - losses.length * Math.log(spread);
  return standardize(shifted.map(Math.log), logSlopes);
}

/** Linear up to the median plus five times its distance to the best, logarithmic beyond: outliers on the bad side are drawn in. */
function drawIn(losses: readonly number[]): Warped {
  const middle = median(losses);
  const scale = 5 * (middle - Math.min(...losses));
  if (!(scale > 0)) return standardize(losses, 0);
  let logSlopes = 0;
  const drawn = losses.map((loss) => {
    const over = (loss - middle) / scale;
    if (over <= 1) return loss;
    logSlopes -= Math.log(over);
    return middle + scale * (1 + Math.log(over));
  });
  return standardize(drawn, logSlopes);
}

/**
 * Constraint values by a log on either side of 0, whose sign alone matters (Eriksson and Poloczek, "SCBO", 2021): far violations no
 * longer hide how the values cross 0.
 */
export function warpConstraint(values: readonly number[]): number[] {
  const unit = median(values.map(Math.abs)) / 10;
  return unit > 0 ? values.map((value) => Math.sign(value) * Math.log1p(Math.abs(value) / unit)) : [...values];
}

/** The mean and the deviation of values (1 where they are all equal). */
export function linearScale(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
  return { mean, deviation: deviation > 0 && Number.isFinite(deviation) ? deviation : 1 };
}

function standardize(values: readonly number[], logSlopes: number): Warped {
  const { mean, deviation } = linearScale(values);
  return {
    targets: Float64Array.from(values, (value) => (value - mean) / deviation),
    logJacobian: logSlopes - values.length * Math.log(deviation),
  };
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  return (ordered[(ordered.length - 1) >> 1]! + ordered[ordered.length >> 1]!) / 2;
}
