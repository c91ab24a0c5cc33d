import type { TrialAnswer } from 'isoflop/api';

export interface Curve {
  /** The metric's name, such as `val-accuracy`. */
  readonly name: string;
  readonly points: readonly { readonly epoch: number; readonly value: number }[];
}

/** The accuracies by epoch: validation first, since it is what the search is judged by. Values that were not finite leave a gap. */
export function accuracyCurves(metrics: TrialAnswer['metrics']): Curve[] {
  const names = [...new Set(metrics.map((metric) => metric.name))].filter((name) => /(^|-)accuracy$/.test(name));
  return names
    .sort((a, b) => Number(b.startsWith('val')) - Number(a.startsWith('val')) || a.localeCompare(b))
    .map((name) => ({ name, points: pointsOf(metrics, name) }))
    .filter((curve) => curve.points.length > 0);
}

function pointsOf(metrics: TrialAnswer['metrics'], name: string): Curve['points'] {
  return metrics
    .flatMap((metric) => (metric.name === name && metric.value !== null ? [{ epoch: metric.epoch, value: metric.value }] : []))
    .sort((a, b) => a.epoch - b.epoch);
}
