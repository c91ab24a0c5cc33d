import type { TrialAnswer } from '../api/answers.js';
import { pathOf } from '../api/client.js';
import { useTrial } from '../api/queries.js';
import { StageSketch } from '../architecture/stage-sketch.js';
import { curvesOf } from '../curves/curve-data.js';
import { CurvePlot } from '../curves/curve-plot.js';
import { formatSetting } from '../format/configuration.js';
import { formatBytes, formatPercent, formatSeconds } from '../format/numbers.js';
import { formatClock } from '../format/times.js';
import { workerName } from '../history/lanes.js';
import { PlotCard } from '../plots/plot-card.js';
import { useStudy } from '../study/study-context.js';
import { Standing } from '../study/trial-panel.js';
import { CopyMenu } from '../trial/copy-menu.js';
import { ExportPanel } from '../trial/export-panel.js';
import { Notes } from '../trial/notes.js';
import { Rerun } from '../trial/rerun.js';
import { measureAxis } from '../trials/axes.js';
import { settingsOf } from '../trials/stage-settings.js';
import { type Measure, nameOf, rowOf, stateOf } from '../trials/trial-columns.js';
import { Facts } from '../ui/facts.js';
import { Failure, Loading, Notice } from '../ui/notice.js';
import { PlaceLink } from '../ui/place-link.js';

const COSTS: readonly Measure[] = [
  'macs',
  'params',
  'activations',
  'weightsBytes',
  'latencyMs',
  'seconds',
  'imagesPerSecond',
  'epochs',
  'loss',
];

/** Everything that is stored of a trial. */
export default function TrialView() {
  const { study, columns, focused } = useStudy();
  const row = focused === undefined ? undefined : rowOf(columns, focused);
  const { data, error, isPending, refetch } = useTrial(
    study.name,
    row === undefined ? undefined : focused,
    row === undefined ? undefined : stateOf(columns, row),
  );
  if (focused === undefined) return <Notice title="No trial is chosen">Choose one in the front or the table.</Notice>;
  if (row === undefined) return <Notice title={`This study has no trial ${focused}`}>Choose one in the front or the table.</Notice>;
  if (isPending) return <Loading what="the trial" />;
  if (data === undefined) return error === null ? null : <Failure error={error} onRetry={() => void refetch()} stale={false} />;
  const costs = COSTS.map((key) => measureAxis(columns, key)).filter(({ values }) => !Number.isNaN(values[row]));
  return (
    <div className="trial-grid">
      <div>
        <section className="card" aria-labelledby="trial-heading">
          <div className="card-head">
            <h3 id="trial-heading">{nameOf(columns, row)}</h3>
            <div className="controls">
              <CopyMenu title="Copy settings" value={data.params} />
              {data.architecture !== null && <CopyMenu title="Copy architecture" value={data.architecture} />}
              <CopyMenu title="Copy all" value={data} />
            </div>
          </div>
          <Standing row={row} />
          {data.architecture !== null && <StageSketch architecture={data.architecture} width={320} />}
          <p className="panel-links">
            <PlaceLink to={{ study: study.name, view: 'architecture', trial: data.number }}>Its stages and layers</PlaceLink>
          </p>
          <Facts title="Configuration" facts={settingsOf(data.params)} />
          <Facts title="Cost and result" facts={costs.map(({ title, values, format }) => [title, format(values[row] ?? 0)] as const)} />
          <Facts title="Identity" facts={identityOf(data)} />
          {data.facts !== null && (
            <Facts
              title="Machine"
              facts={Object.entries(data.facts)
                .filter(([, value]) => typeof value !== 'object')
                .map(([name, value]) => [name, String(value)] as const)}
            />
          )}
        </section>
        <Curves study={study.name} trial={data} />
        <Log study={study.name} trial={data} />
      </div>
      <div>
        <ExportPanel study={study.name} trial={data.number} />
        <Rerun study={study.name} trial={data} />
        <Notes path={pathOf(study.name, 'trials', data.number)} note={data.note} tags={data.tags} reread={['trial']} />
        <Artifacts study={study.name} trial={data} />
      </div>
    </div>
  );
}

function identityOf(trial: TrialAnswer): (readonly [string, string])[] {
  const moments: (readonly [string, number | null])[] = [
    ['created', trial.createdAt],
    ['started', trial.startedAt],
    ['finished', trial.finishedAt],
  ];
  return [
    ['kind', trial.kind],
    ['seed', String(trial.seed)],
    ['attempt', String(trial.attempt)],
    ...(trial.worker === null ? [] : [['ran by', workerName(trial.worker)] as const]),
    ...(trial.plannedEpochs === null ? [] : [['epochs planned', String(trial.plannedEpochs)] as const]),
    ...(trial.parents.length === 0 ? [] : [['bred of', `trial ${trial.parents.join(' and ')}`] as const]),
    ['hash', trial.architectureHash.slice(0, 12)],
    ...(trial.rerunOf === null ? [] : [['measures again', `trial ${trial.rerunOf}`] as const]),
    ...moments.flatMap(([name, at]) => (at === null ? [] : [[name, formatClock(at)] as const])),
  ];
}

function Curves({ study, trial }: { readonly study: string; readonly trial: TrialAnswer }) {
  const all = curvesOf(trial.number, trial.metrics);
  const groups = [
    { title: 'Accuracy by epoch', curves: all.filter(({ metric }) => /accuracy/.test(metric)), format: formatPercent },
    { title: 'Other metrics by epoch', curves: all.filter(({ metric }) => !/accuracy/.test(metric)), format: formatSetting },
  ];
  return groups
    .filter(({ curves }) => curves.length > 0)
    .map(({ title, curves, format }) => (
      <PlotCard
        key={title}
        title={title}
        study={`${study}-trial-${trial.number}`}
        data={() => ({
          columns: ['metric', 'epoch', 'seconds', 'value'],
          rows: curves.flatMap(({ metric, points }) => points.map(({ epoch, seconds, value }) => [metric, epoch, seconds, value])),
        })}
      >
        <CurvePlot
          curves={curves.map(({ metric, points }, i) => ({
            key: metric,
            name: metric,
            main: i === 0,
            x: points.map(({ epoch }) => epoch),
            y: points.map(({ value }) => value),
          }))}
          xLabel="epoch"
          formatX={String}
          integerX
          formatY={format}
          height={220}
        />
        <ul className="legend">
          {curves.map(({ metric }, i) => (
            <li key={metric}>
              <span className={`swatch ${i === 0 ? '' : 'swatch-other'}`} /> {metric}
            </li>
          ))}
        </ul>
      </PlotCard>
    ));
}

function Log({ study, trial }: { readonly study: string; readonly trial: TrialAnswer }) {
  if (trial.logTail === null || trial.logTail === '') return null;
  return (
    <section className="card" aria-labelledby="log-title">
      <div className="card-head">
        <h3 id="log-title">Log</h3>
        <a href={pathOf(study, 'trials', trial.number, 'log')} target="_blank" rel="noreferrer">
          whole log
        </a>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable for the arrow keys */}
      <pre tabIndex={0}>{trial.logTail}</pre>
    </section>
  );
}

function Artifacts({ study, trial }: { readonly study: string; readonly trial: TrialAnswer }) {
  if (trial.artifacts.length === 0) return null;
  const took =
    trial.startedAt !== null && trial.finishedAt !== null ? formatSeconds((trial.finishedAt - trial.startedAt) / 1000) : undefined;
  return (
    <section className="card" aria-labelledby="artifacts-title">
      <h3 id="artifacts-title">Artifacts</h3>
      <ul className="artifacts">
        {trial.artifacts.map(({ path, kind, bytes, sha256 }) => (
          <li key={path}>
            <a href={pathOf(study, 'trials', trial.number, 'artifacts', sha256)} download>
              {path}
            </a>{' '}
            <span className="soft">
              {kind}, {formatBytes(bytes)}
            </span>
          </li>
        ))}
      </ul>
      {took !== undefined && <p className="hint fine">The trial took {took} from start to end.</p>}
    </section>
  );
}
