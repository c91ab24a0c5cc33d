import type { MetricRow } from '../api/answers.js';
import { formatPercent } from '../format/numbers.js';
import { type Curve, curvesOf } from './curve-data.js';
import { CurvePlot } from './curve-plot.js';

/** The accuracies of one trial by epoch, the validation's in front. */
export function TrialCurve({ metrics }: { readonly metrics: readonly MetricRow[] }) {
  const curves = curvesOf(0, metrics).filter(({ metric }) => /(^|-)accuracy$/.test(metric));
  if (curves.length === 0) return <p className="hint">No epoch was reported.</p>;
  const drawn = curves.map(({ metric, points }: Curve, index) => ({
    key: metric,
    name: metric.replace('-', ' '),
    main: index === 0,
    x: points.map(({ epoch }) => epoch),
    y: points.map(({ value }) => value),
  }));
  return (
    <>
      <h4>Accuracy by epoch</h4>
      <CurvePlot curves={drawn} xLabel="epoch" formatX={String} integerX formatY={formatPercent} />
      <ul className="legend">
        {drawn.map(({ key, name, main }) => (
          <li key={key}>
            <span className={`swatch ${main ? '' : 'swatch-other'}`} /> {name}
          </li>
        ))}
      </ul>
    </>
  );
}
