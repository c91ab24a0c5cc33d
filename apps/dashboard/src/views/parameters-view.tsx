import { useMemo } from 'react';
import { ContourPlot } from '../parameters/contour-plot.js';
import { ImportancePlot } from '../parameters/importance-plot.js';
import { focusTrial, useParameter } from '../place/use-place.js';
import { PlotCard } from '../plots/plot-card.js';
import { ScatterPlot } from '../plots/scatter-plot.js';
import { rowsOf } from '../selection/selection.js';
import { axisNamed, useStudy } from '../study/study-context.js';
import { measureAxis } from '../trials/axes.js';
import { competes } from '../trials/front.js';
import { numberOf } from '../trials/trial-columns.js';
import { Pick } from '../ui/pick.js';

const METRICS = ['accuracy', 'macs', 'seconds'] as const;
const SLICES_AT_ONCE = 12;

/** What the settings do: how much each matters, and what happens along one or two of them. */
export default function ParametersView() {
  const { study, columns, axes } = useStudy();
  const [metricKey, setMetric] = useParameter('metric', 'accuracy');
  const metric = axisNamed(axes, METRICS.find((key) => key === metricKey) ?? 'accuracy');
  const settings = useMemo(() => axes.filter(({ key }) => key.startsWith('param:')), [axes]);
  const rows = useMemo(
    () => rowsOf(undefined, columns.count).filter((row) => competes(columns, row) && !Number.isNaN(metric?.values[row])),
    [columns, metric],
  );
  const number = useMemo(() => measureAxis(columns, 'number'), [columns]);
  if (metric === undefined || rows.length === 0) return <p className="hint">No trial has a result yet.</p>;
  if (settings.length === 0) return <p className="hint">No setting differs between the trials of this study.</p>;
  return (
    <>
      <div className="view-controls">
        <Pick
          label="Metric"
          value={metric.key}
          onChange={setMetric}
          choices={METRICS.map((key) => [key, axisNamed(axes, key)?.title ?? key] as const)}
        />
      </div>
      <div className="side-by-side">
        <ImportancePlot settings={settings} metric={metric} rows={rows} />
        {settings.length > 1 && <ContourPlot settings={settings} metric={metric} rows={rows} />}
      </div>
      <h3 className="section-title">Slices</h3>
      <div className="slices">
        {settings.slice(0, SLICES_AT_ONCE).map((setting) => (
          <PlotCard
            key={setting.key}
            title={setting.title}
            study={study.name}
            data={() => ({
              columns: ['trial', setting.title, metric.title],
              rows: Array.from(rows, (row) => [
                numberOf(columns, row),
                setting.format(setting.values[row] ?? Number.NaN),
                metric.values[row] ?? null,
              ]),
            })}
          >
            <ScatterPlot x={setting} y={metric} rows={rows} colour={number} height={220} onFocus={focusTrial} />
          </PlotCard>
        ))}
      </div>
    </>
  );
}
