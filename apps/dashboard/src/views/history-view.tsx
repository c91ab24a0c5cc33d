import { useMemo } from 'react';
import { RungItems } from '../front/legend.js';
import { HISTORY_AXES, recordsOf } from '../history/best-so-far.js';
import { EdfPlot } from '../history/edf-plot.js';
import { Timeline } from '../history/timeline.js';
import { focusTrial, useChoice, useParameter } from '../place/use-place.js';
import { PlotCard } from '../plots/plot-card.js';
import { ScatterPlot } from '../plots/scatter-plot.js';
import { rowsOf } from '../selection/selection.js';
import { axisNamed, useStudy } from '../study/study-context.js';
import { fidelityOf } from '../trials/fidelity.js';
import { competes } from '../trials/front.js';
import { numberOf } from '../trials/trial-columns.js';
import { Pick } from '../ui/pick.js';
import { PrunedPick, usePruned } from '../ui/pruned-pick.js';
import { Segmented } from '../ui/segmented.js';

const ORDER_NAMES = { number: 'number', startedAt: 'start', finishedAt: 'end' } as const;

/** How the search went: best so far, the distribution of results, and who did what when. */
export default function HistoryView() {
  const { study, columns, axes } = useStudy();
  const [order, setOrder] = useChoice('by', HISTORY_AXES, 'number');
  const [pruned, setPruned] = usePruned();
  const [metricKey, setMetric] = useParameter('metric', 'accuracy');
  const fidelity = fidelityOf(columns);
  const judged = axes.filter(({ better }) => better !== undefined);
  const metric = axisNamed(judged, metricKey) ?? judged[0];
  const x = axisNamed(axes, order) ?? axes[0];
  const rows = useMemo(
    () =>
      rowsOf(undefined, columns.count).filter(
        (row) => !Number.isNaN(metric?.values[row]) && !Number.isNaN(x?.values[row]) && (pruned === 'all' || competes(columns, row)),
      ),
    [columns, metric, x, pruned],
  );
  const records = useMemo(
    () => (metric === undefined || x === undefined ? [] : recordsOf(columns, metric, x.values, (row) => competes(columns, row))),
    [columns, metric, x],
  );
  if (metric === undefined || x === undefined) return <p className="hint">No trial has a result yet.</p>;
  const last = x.values.reduce((most, value) => (value > most ? value : most), 0);
  const steps = records.flatMap(({ at, value }, i) => [[at, records[i - 1]?.value ?? value] as const, [at, value] as const]);
  const line = [...steps, ...(records.length === 0 ? [] : [[last, records.at(-1)?.value ?? 0] as const])];
  return (
    <>
      <PlotCard
        title="Best so far"
        study={study.name}
        data={() => ({
          columns: ['trial', x.title, metric.title, 'record'],
          rows: Array.from(rows, (row) => [
            numberOf(columns, row),
            x.values[row] ?? null,
            metric.values[row] ?? null,
            records.some((record) => record.row === row) ? 'yes' : '',
          ]),
        })}
        controls={
          <>
            <Pick label="Metric" value={metric.key} onChange={setMetric} choices={judged.map(({ key, title }) => [key, title] as const)} />
            <Segmented
              label="In the order of"
              choices={HISTORY_AXES.map((key) => [key, ORDER_NAMES[key]] as const)}
              value={order}
              onChange={setOrder}
            />
            <PrunedPick value={pruned} onChange={setPruned} />
          </>
        }
      >
        <ScatterPlot x={x} y={metric} rows={rows} height={320} line={line} onFocus={focusTrial} />
        {pruned === 'all' && fidelity.rungs.length > 0 && (
          <ul className="legend">
            <RungItems fidelity={fidelity} />
          </ul>
        )}
      </PlotCard>
      <div className="side-by-side">
        <EdfPlot metric={metric} />
        <Timeline />
      </div>
    </>
  );
}
