/** A mean with its 95 % interval; the interval of a single value is unknown. */
export interface Interval {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The 97.5 % quantile of Student's t (1908) by degrees of freedom, from 1. */
const STUDENT_T = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098,
  2.1009, 2.093,
];
const NORMAL = 1.95996;

/** Mean of independent runs and its 95 % interval by Student's t. Throws `RangeError` where there is no value. */
export function meanInterval(values: readonly number[]): Interval {
  if (values.length === 0) throw new RangeError('meanInterval: needs at least one value, got none');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const degrees = values.length - 1;
  if (degrees === 0) return { mean, low: null, high: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / degrees;
  const half = studentT(degrees) * Math.sqrt(variance / values.length);
  return { mean, low: mean - half, high: mean + half };
}

/** Beyond the table by the first terms of the expansion in 1/degrees (Fisher and Cornish 1960): right to 4 digits there. */
function studentT(degrees: number): number {
  const z = NORMAL;
  return STUDENT_T[degrees - 1] ?? z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}
