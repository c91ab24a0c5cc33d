import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import type { OutcomeAnswer } from '../api/answers.js';
import { get, pathOf } from '../api/client.js';
import { useStudies } from '../api/queries.js';
import type { ErrorBarAt } from '../front/error-bar.js';
import { frontData } from '../front/front-data.js';
import { FrontDifferenceNote } from '../front/front-difference.js';
import { FrontPlot } from '../front/front-plot.js';
import { pointsOf } from '../front/front-scales.js';
import { HypervolumePlot } from '../front/hypervolume-plot.js';
import { Legend } from '../front/legend.js';
import { limitsOf } from '../front/limits.js';
import { Replay } from '../front/replay.js';
import { LeftOutNote, TrainedPick, useTrained } from '../front/trained-pick.js';
import { useOtherFront } from '../front/use-other-front.js';
import { focusTrial, useChoice, useParameter } from '../place/use-place.js';
import { PlotCard } from '../plots/plot-card.js';
import { select } from '../selection/use-selection.js';
import { useStudy } from '../study/study-context.js';
import { COST_KEYS, type CostKey, measureAxis } from '../trials/axes.js';
import { fidelityOf, type Trained } from '../trials/fidelity.js';
import { competes, type Front, frontOf, roleAt } from '../trials/front.js';
import { hypervolumeHistory } from '../trials/hypervolume-history.js';
import { NO_TRIALS } from '../trials/make-columns.js';
import { seedSpreads } from '../trials/seed-spread.js';
import { numberOf, type TrialColumns } from '../trials/trial-columns.js';
import { Pick } from '../ui/pick.js';
import { Segmented } from '../ui/segmented.js';

const MOST_ERROR_BARS = 80;

/** The Pareto front: how good a trial is against what it costs, now and at every moment of the search. */
export default function FrontView() {
  const { study, columns, selection } = useStudy();
  const measured = COST_KEYS.filter((key) => columns.measures[key].some((value) => !Number.isNaN(value)));
  const [cost, setCost] = useChoice<CostKey>('cost', COST_KEYS, 'macs');
  const [scale, setScale] = useChoice('scale', ['linear', 'log'], 'log');
  const [focus, setFocus] = useChoice('focus', ['all', 'front'], 'all');
  const [other, setOther] = useParameter('with', '');
  const [shown, setShown] = useState<number>();
  const studies = useStudies().data?.studies ?? [];
  const limits = useMemo(() => limitsOf(study.budget), [study.budget]);
  const fidelity = fidelityOf(columns);
  const [trained, setTrained] = useTrained(fidelity);
  // The other study's front is of its fully trained trials.
  const compared = other === '' || typeof trained === 'number' ? undefined : other;
  const otherFront = useOtherFront(compared, cost).data;
  const moments = useMemo(() => finishTimes(columns, trained), [columns, trained]);
  const until = shown === undefined ? undefined : moments[shown - 1];
  const front = useMemo(() => frontOf(columns, cost, limits, { until, trained }), [columns, cost, limits, until, trained]);
  const errorBars = useErrorBars(study.name, columns, front, trained);
  // The front is on the screen before its history is reckoned.
  const settled = useDeferredValue(columns, NO_TRIALS);
  const history = useMemo(() => historyOf(settled, cost, limits[cost]?.[1] ?? undefined, trained), [settled, cost, limits, trained]);
  const axis = measureAxis(columns, cost);
  const present = useMemo(() => new Set(Array.from(front.rows, (row) => roleAt(front, row))), [front]);
  const own = pointsOf(columns, front);
  return (
    <>
      <PlotCard
        title="Pareto front"
        study={study.name}
        className="front"
        data={() => frontData(columns, front)}
        controls={
          <>
            <Pick
              label="Cost"
              value={cost}
              onChange={setCost}
              choices={measured.map((key) => [key, measureAxis(columns, key).title] as const)}
            />
            <TrainedPick fidelity={fidelity} value={trained} onChange={setTrained} />
            <Segmented label="Scale of the cost" choices={['linear', 'log']} value={scale} onChange={setScale} />
            <Segmented
              label="Accuracies in view"
              choices={[
                ['all', 'all trials'],
                ['front', 'front only'],
              ]}
              value={focus}
              onChange={setFocus}
            />
            {studies.length > 1 && (
              <Pick
                label="Beside"
                value={other}
                onChange={setOther}
                choices={[
                  ['', 'no other study'],
                  ...studies.filter(({ name }) => name !== study.name).map(({ name }) => [name, name] as const),
                ]}
              />
            )}
          </>
        }
      >
        {front.rows.length === 0 ? (
          <p className="plot-empty">No trial has finished yet. The front grows with every one that does.</p>
        ) : (
          <FrontPlot
            front={front}
            view={{ scale, focus, budget: limits[cost]?.[1] ?? null, others: otherFront ?? [] }}
            {...(otherFront === undefined ? {} : { other: otherFront })}
            errorBars={errorBars}
            onLasso={(lasso) => select({ ...selection, lasso })}
            onFocus={focusTrial}
          />
        )}
        <Legend present={present} fidelity={fidelity} other={otherFront === undefined ? undefined : other} />
        <LeftOutNote fidelity={fidelity} trained={trained} />
        <p className="hint fine">
          Draw a loop around marks to select them in every view; click one to see it.
          {errorBars.length > 0 && ' Upright bars span what several seeds gave.'}
        </p>
        {otherFront !== undefined && (
          <FrontDifferenceNote name={study.name} other={other} own={own} others={otherFront} format={axis.format} />
        )}
        <Replay moments={moments} shown={shown} onChange={setShown} />
      </PlotCard>
      {history.length > 0 && <HypervolumePlot study={study.name} steps={history} finished={moments.length} cursor={shown} />}
    </>
  );
}

function finishTimes(columns: TrialColumns, trained: Trained): Float64Array {
  const rows: number[] = [];
  for (let row = 0; row < columns.count; row++) if (competes(columns, row, trained)) rows.push(columns.measures.finishedAt[row] ?? 0);
  return Float64Array.from(rows).sort();
}

function historyOf(columns: TrialColumns, cost: CostKey, budget: number | undefined, trained: Trained) {
  const values = columns.measures[cost];
  let [dearest, worst] = [0, 1];
  for (let row = 0; row < columns.count; row++) {
    if (!competes(columns, row, trained)) continue;
    dearest = Math.max(dearest, values[row] || 0);
    worst = Math.min(worst, columns.measures.accuracy[row] ?? 1);
  }
  return hypervolumeHistory(columns, cost, { cost: budget ?? dearest * 1.01, accuracy: Math.max(0, worst - 0.001) }, trained);
}

/** Means and intervals over seeds: of finalists as the server tells them, else the range of what was trained more than once. */
function useErrorBars(study: string, columns: TrialColumns, front: Front, trained: Trained): ErrorBarAt[] {
  // Finalists were trained to the end.
  const finalists = columns.kind.includes(2) && typeof trained !== 'number';
  const outcome = useQuery({
    queryKey: ['outcome', study, columns.count],
    enabled: finalists,
    queryFn: ({ signal }) => get<OutcomeAnswer>(pathOf(study, 'outcome'), signal),
  });
  return useMemo(() => {
    const costs = measureAxis(columns, front.cost).values;
    const told = (finalists ? (outcome.data?.finalists ?? []) : []).flatMap(({ trial, accuracy: { mean, low, high } }): ErrorBarAt[] =>
      low === null || high === null ? [] : [{ trial, cost: costs[trial - 1] ?? 0, mean, low, high }],
    );
    if (told.length > 0) return told;
    // Error bars of a hundred thousand trials would hide what they belong to.
    const shown = new Set(front.rows.length <= 300 ? front.rows : front.members);
    const spreads = seedSpreads(columns).filter(({ rows }) => rows.some((row) => shown.has(row)));
    return spreads.slice(0, MOST_ERROR_BARS).map(({ rows, mean, low, high }) => ({
      trial: numberOf(columns, rows[0] ?? 0),
      cost: costs[rows[0] ?? 0] ?? 0,
      mean,
      low,
      high,
    }));
  }, [finalists, outcome.data, columns, front]);
}
