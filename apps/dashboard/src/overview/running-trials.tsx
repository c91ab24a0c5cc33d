import { useEffect, useState } from 'react';
import { curvesOf } from '../curves/curve-data.js';
import { CurvePlot } from '../curves/curve-plot.js';
import { formatCount, formatPercent, formatSeconds } from '../format/numbers.js';
import { useStudy } from '../study/study-context.js';
import { numberOf, stateOf } from '../trials/trial-columns.js';
import { PlaceLink } from '../ui/place-link.js';

const MOST_SHOWN = 12;

/** What is being trained now, with its curve so far. */
export function RunningTrials() {
  const { study, columns, live } = useStudy();
  const now = useClock();
  const rows: number[] = [];
  for (let row = columns.count - 1; row >= 0 && rows.length < MOST_SHOWN; row--) if (stateOf(columns, row) === 'running') rows.push(row);
  if (rows.length === 0) return null;
  return (
    <section className="card" aria-labelledby="running-title">
      <h3 id="running-title">Running</h3>
      <ul className="running">
        {rows.reverse().map((row) => {
          const trial = numberOf(columns, row);
          const started = columns.measures.startedAt[row] ?? now;
          const curves = curvesOf(trial, live.curves.get(trial)?.metrics ?? []);
          const curve = curves.find(({ metric }) => metric === 'val-accuracy') ?? curves[0];
          const last = curve?.points.at(-1);
          return (
            <li key={trial}>
              <p>
                <PlaceLink to={{ study: study.name, view: 'trial', trial }}>Trial {trial}</PlaceLink>{' '}
                <span className="soft">
                  {formatCount(columns.measures.macs[row] ?? 0)} MACs · {formatSeconds(Math.max(0, (now - started) / 1000))}
                  {last !== undefined && ` · epoch ${last.epoch}, ${formatPercent(last.value)}`}
                </span>
              </p>
              {curve !== undefined && curve.points.length > 1 && (
                <CurvePlot
                  curves={[
                    {
                      key: 'a',
                      name: curve.metric,
                      main: true,
                      x: curve.points.map(({ epoch }) => epoch),
                      y: curve.points.map(({ value }) => value),
                    },
                  ]}
                  xLabel="epoch"
                  formatX={String}
                  integerX
                  formatY={formatPercent}
                  height={120}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The time, once a second. */
function useClock(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
