import type { TrialRow } from 'isoflop/api';
import { useTrial } from '../api/queries.js';
import { formatSetting, settingsOf } from '../format/configuration.js';
import { formatBytes, formatCount, formatPercent, formatSeconds } from '../format/numbers.js';
import { CurvePlot } from '../plots/curve-plot.js';
import { accuracyCurves } from '../plots/curves.js';
import { dominatorOf } from '../plots/front-marks.js';
import { Facts } from './facts.js';
import { Failure, Loading } from './notice.js';

interface TrialPanelProps {
  readonly study: string;
  readonly trials: readonly TrialRow[];
  readonly front: readonly TrialRow[];
  readonly selected: number | undefined;
  readonly onSelect: (trial: number | undefined) => void;
}

/** Everything about the selected trial. */
export function TrialPanel({ study, trials, front, selected, onSelect }: TrialPanelProps) {
  const trial = trials.find(({ number }) => number === selected);
  return (
    <section className="card trial-panel" aria-labelledby="trial-title">
      <div className="card-head">
        <h3 id="trial-title">{selected === undefined ? 'Trial' : `Trial ${selected}`}</h3>
        {selected !== undefined && (
          <button type="button" className="close" aria-label="Clear the selection" onClick={() => onSelect(undefined)}>
            ×
          </button>
        )}
      </div>
      {selected === undefined && (
        <p className="hint">Choose a point of the front or a row of the table to see its configuration, cost and curve.</p>
      )}
      {selected !== undefined && trial === undefined && <p className="hint">This study has no trial {selected}.</p>}
      {trial !== undefined && (
        <>
          <Standing trial={trial} front={front} onSelect={onSelect} />
          <Facts title="Configuration" facts={settingsOf(trial.params).map(([name, value]) => [name, formatSetting(value)])} />
          <Facts title="Cost" facts={costFacts(trial)} />
          <Details study={study} trial={trial} />
        </>
      )}
    </section>
  );
}

interface StandingProps {
  readonly trial: TrialRow;
  readonly front: readonly TrialRow[];
  readonly onSelect: (trial: number) => void;
}

/** The result in a line, and how it compares with the front. */
function Standing({ trial, front, onSelect }: StandingProps) {
  const better = trial.state === 'complete' ? dominatorOf(trial, front) : undefined;
  return (
    <div className="standing">
      <p>
        {trial.accuracy !== null && <strong className="accuracy">{formatPercent(trial.accuracy)}</strong>}
        <span className={`state state-${trial.state}`}>{trial.state}</span>
        {trial.kind !== 'search' && <span className="tag">{trial.label ?? trial.kind}</span>}
        {front.some(({ number }) => number === trial.number) && <span className="tag tag-front">on the front</span>}
      </p>
      {trial.reason !== null && <p className="reason">{trial.reason}</p>}
      {better !== undefined && (
        <p className="hint">
          Trial{' '}
          <button type="button" className="link" onClick={() => onSelect(better.number)}>
            {better.number}
          </button>{' '}
          is better: {comparison(trial, better)}.
        </p>
      )}
    </div>
  );
}

function comparison(trial: TrialRow, better: TrialRow): string {
  const points = ((better.accuracy ?? 0) - (trial.accuracy ?? 0)) * 100;
  const saved = trial.cost.macs - better.cost.macs;
  const accuracy = points > 0 ? `${points.toFixed(2)} points more accuracy` : 'the same accuracy';
  return saved > 0 ? `${accuracy} for ${formatCount(saved)} fewer MACs` : `${accuracy} for as many MACs`;
}

function costFacts({ cost, seconds, imagesPerSecond }: TrialRow): [string, string][] {
  const facts: [string, string][] = [
    ['MACs', formatCount(cost.macs)],
    ['parameters', formatCount(cost.params)],
    ['activations', formatCount(cost.activations)],
    ['weights', formatBytes(cost.weightsBytes)],
  ];
  if (seconds !== null) facts.push(['training time', formatSeconds(seconds)]);
  if (imagesPerSecond !== null) facts.push(['images/s', formatCount(imagesPerSecond)]);
  return facts;
}

/** What is read for the selected trial only: the curve, the architecture and the log. */
function Details({ study, trial }: { readonly study: string; readonly trial: TrialRow }) {
  const { data, error, isPending, refetch } = useTrial(study, trial.number, trial.state);
  if (isPending) return <Loading what="the trial" />;
  if (data === undefined) return error === null ? null : <Failure error={error} onRetry={() => void refetch()} stale={false} />;
  const curves = accuracyCurves(data.metrics);
  return (
    <>
      <h4>Accuracy by epoch</h4>
      {curves.length === 0 ? <p className="hint">No epoch was reported.</p> : <CurvePlot curves={curves} />}
      {data.architecture !== null && <Text title="Architecture" text={JSON.stringify(data.architecture, null, 2)} />}
      {data.logTail !== null && data.logTail !== '' && <Text title="Log" text={data.logTail} />}
      <Facts
        title="Identity"
        facts={[
          ['seed', String(trial.seed)],
          ['attempt', String(trial.attempt)],
          ['hash', trial.architectureHash.slice(0, 8)],
        ]}
      />
    </>
  );
}

function Text({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <details>
      <summary>{title}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable for the arrow keys */}
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}
