import { useMemo } from 'react';
import { useTrial } from '../api/queries.js';
import { StageSketch } from '../architecture/stage-sketch.js';
import { TrialCurve } from '../curves/trial-curve.js';
import { limitsOf } from '../front/limits.js';
import { focusTrial } from '../place/use-place.js';
import { select } from '../selection/use-selection.js';
import { measureAxis } from '../trials/axes.js';
import { dominanceOf, frontOf, ROLE_NAMES, roleAt } from '../trials/front.js';
import { settingsOf } from '../trials/stage-settings.js';
import { type Measure, nameOf, numberOf, paramsOf, rowOf, stateOf } from '../trials/trial-columns.js';
import { Facts } from '../ui/facts.js';
import { PlaceLink } from '../ui/place-link.js';
import { useStudy } from './study-context.js';

const COSTS: readonly Measure[] = ['macs', 'params', 'activations', 'weightsBytes', 'latencyMs', 'seconds', 'epochs'];

/** The trial in focus, beside a view. */
export function TrialPanel() {
  const { columns, focused } = useStudy();
  const row = focused === undefined ? undefined : rowOf(columns, focused);
  return (
    <aside className="card trial-panel" aria-labelledby="trial-title">
      <div className="card-head">
        <h3 id="trial-title">{focused === undefined ? 'Trial' : row === undefined ? `Trial ${focused}` : nameOf(columns, row)}</h3>
        {focused !== undefined && (
          <button type="button" className="close" aria-label="Clear the focus" onClick={() => focusTrial(undefined)}>
            ×
          </button>
        )}
      </div>
      {focused === undefined && <p className="hint">Choose a mark, a line or a row to see its configuration, cost and curve here.</p>}
      {focused !== undefined && row === undefined && <p className="hint">This study has no trial {focused}.</p>}
      {row !== undefined && <Focused row={row} />}
    </aside>
  );
}

function Focused({ row }: { readonly row: number }) {
  const { study, columns, selection } = useStudy();
  const number = numberOf(columns, row);
  const { data } = useTrial(study.name, number, stateOf(columns, row));
  const costs = COSTS.map((key) => measureAxis(columns, key)).filter(({ values }) => !Number.isNaN(values[row]));
  return (
    <>
      <Standing row={row} />
      {data?.architecture != null && <StageSketch architecture={data.architecture} width={280} />}
      <Facts title="Configuration" facts={settingsOf(paramsOf(columns, row))} />
      <Facts title="Cost" facts={costs.map(({ title, values, format }) => [title, format(values[row] ?? 0)] as const)} />
      {data !== undefined && <TrialCurve metrics={data.metrics} />}
      <p className="panel-links">
        <PlaceLink to={{ study: study.name, view: 'trial', trial: number }}>Everything about it</PlaceLink>
        <PlaceLink to={{ study: study.name, view: 'architecture', trial: number }}>Architecture</PlaceLink>
        <button type="button" className="link" onClick={() => select({ ...selection, trials: [...(selection.trials ?? []), number] })}>
          Add to the selection
        </button>
      </p>
    </>
  );
}

/** The result in a line, and why it is not on the front. */
export function Standing({ row }: { readonly row: number }) {
  const { study, columns } = useStudy();
  const front = useMemo(() => frontOf(columns, 'macs', limitsOf(study.budget)), [columns, study.budget]);
  const accuracy = measureAxis(columns, 'accuracy');
  const state = stateOf(columns, row);
  const role = state === 'complete' ? roleAt(front, row) : undefined;
  const reason = columns.reasons.get(row);
  return (
    <div className="standing">
      <p>
        {!Number.isNaN(accuracy.values[row]) && <strong className="accuracy">{accuracy.format(accuracy.values[row] ?? 0)}</strong>}
        <span className={`state state-${state}`}>{state}</span>
        {role !== undefined && <span className={`tag tag-${role}`}>{ROLE_NAMES[role]}</span>}
      </p>
      {reason !== undefined && <p className="reason">{reason}</p>}
      {role === 'dominated' && <Dominated row={row} front={front} />}
    </div>
  );
}

function Dominated({ row, front }: { readonly row: number; readonly front: ReturnType<typeof frontOf> }) {
  const { columns } = useStudy();
  const dominance = dominanceOf(columns, front, row);
  if (dominance === undefined) return null;
  const { moreAccurate, cheaper, count } = dominance;
  return (
    <p className="hint dominated">
      Why it is dominated: <Better row={row} other={moreAccurate} />
      {cheaper !== moreAccurate && (
        <>
          ; <Better row={row} other={cheaper} />
        </>
      )}
      . {count === 1 ? 'No other beats it.' : `${count} trials of the front beat it.`}
    </p>
  );
}

function Better({ row, other }: { readonly row: number; readonly other: number }) {
  const { columns } = useStudy();
  const { accuracy, macs } = columns.measures;
  const points = ((accuracy[other] ?? 0) - (accuracy[row] ?? 0)) * 100;
  const saved = 1 - (macs[other] ?? 0) / (macs[row] ?? 1);
  const number = numberOf(columns, other);
  return (
    <>
      trial{' '}
      <button type="button" className="link" onClick={() => focusTrial(number)}>
        {number}
      </button>{' '}
      has {points > 0 ? `${points.toFixed(2)} points more accuracy` : 'the same accuracy'} for{' '}
      {saved > 0 ? `${(saved * 100).toFixed(saved < 0.1 ? 1 : 0)} % fewer MACs` : 'as many MACs'}
    </>
  );
}
