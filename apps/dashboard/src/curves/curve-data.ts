import type { MetricRow } from '../api/answers.js';
import { groupBy } from '../trials/group-by.js';

/** What a curve can be drawn against. */
export const CURVE_AXES = ['epoch', 'seconds', 'flops'] as const;
export type CurveAxis = (typeof CURVE_AXES)[number];

/** A metric of one trial by epoch. */
export interface Curve {
  readonly trial: number;
  readonly metric: string;
  readonly points: readonly { readonly epoch: number; readonly seconds: number | null; readonly value: number }[];
}

/** One curve per metric of a trial; values that were not finite leave a gap. Validation comes first, since it is what the search is judged by. */
export function curvesOf(trial: number, metrics: readonly MetricRow[]): Curve[] {
  const byName = groupBy(metrics, ({ name }) => name);
  return [...byName]
    .map(([metric, points]) => ({
      trial,
      metric,
      points: points
        .flatMap(({ epoch, value, seconds }) => (value === null ? [] : [{ epoch, seconds, value }]))
        .sort((a, b) => a.epoch - b.epoch),
    }))
    .filter(({ points }) => points.length > 0)
    .sort((a, b) => Number(b.metric.startsWith('val')) - Number(a.metric.startsWith('val')) || a.metric.localeCompare(b.metric));
}

/**
 * Training FLOPs of an epoch: a backward pass costs about twice a forward one, so three forward passes of 2 x MACs per image (Kaplan et al. 2020,
 * section 2.1).
 */
export function trainingFlops(macs: number, imagesPerEpoch: number, epochs: number): number {
  return 3 * 2 * macs * imagesPerEpoch * epochs;
}

/** Where the points of a curve stand on an axis; NaN where that is not known. */
export function placesOf(curve: Curve, axis: CurveAxis, flopsPerEpoch: number | undefined): number[] {
  return curve.points.map(({ epoch, seconds }) => {
    if (axis === 'epoch') return epoch;
    if (axis === 'seconds') return seconds ?? Number.NaN;
    return (flopsPerEpoch ?? Number.NaN) * epoch;
  });
}
