import { useQuery } from '@tanstack/react-query';
import type { ScoresAnswer } from '../api/answers.js';
import { get, pathOf } from '../api/client.js';
import { useChoice } from '../place/use-place.js';
import { PlotCard } from '../plots/plot-card.js';
import { COEFFICIENT_NAMES, type Coefficient, nameOf, ScoreBars } from '../scores/score-bars.js';
import { useStudy } from '../study/study-context.js';
import { competes } from '../trials/front.js';
import type { TrialColumns } from '../trials/trial-columns.js';
import { DataTable } from '../ui/data-table.js';
import { Failure, Loading, Notice } from '../ui/notice.js';
import { Segmented } from '../ui/segmented.js';

const COEFFICIENTS = Object.keys(COEFFICIENT_NAMES) as Coefficient[];

/** Whether scores before training tell anything that counting does not: how they rank the candidates of one budget by trained accuracy. */
export default function ScoresView() {
  const { study, columns } = useStudy();
  const [coefficient, setCoefficient] = useChoice<Coefficient>('rank', COEFFICIENTS, 'kendall');
  const { data, error, isPending, refetch } = useScores(study.name, finishedOf(columns));
  if (isPending) return <Loading what="the scores" />;
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} stale={false} />;
  if (data.panel.every(({ networks }) => networks === 0)) return <Notice title="Nothing to rank yet">{data.reason}</Notice>;
  const table = tableOf(data);
  const { band, macs } = study.budget;
  return (
    <>
      {data.reason !== null && <HowToScore reason={data.reason} />}
      <PlotCard
        title="Scores before training"
        study={study.name}
        data={() => table}
        controls={
          <Segmented
            label="Rank correlation"
            choices={COEFFICIENTS.map((key) => [key, COEFFICIENT_NAMES[key]] as const)}
            value={coefficient}
            onChange={setCoefficient}
          />
        }
      >
        <ScoreBars
          panel={[...data.panel].sort((a, b) => (b[coefficient].value ?? -2) - (a[coefficient].value ?? -2))}
          coefficient={coefficient}
        />
        <p className="hint fine">
          Of complete candidates inside the budget{band === undefined ? '' : ` ± ${band * 100} %`}, with 95 % intervals by resampling.
          Hollow bars are counted, not scored: a score that ranks no better than parameters and MACs tells nothing new.
          {macs !== undefined &&
            band === undefined &&
            ' Within a band of the budget (budget.band) size itself ranks less, and scores have more to tell.'}
        </p>
        <DataTable data={readable(data)} caption="Rank correlations with trained accuracy" />
      </PlotCard>
    </>
  );
}

/** What a reader without scores may do. */
function HowToScore({ reason }: { readonly reason: string }) {
  return (
    <section className="card" aria-labelledby="how-to-score">
      <h3 id="how-to-score">How to get scores</h3>
      <p className="hint">
        {reason[0]?.toUpperCase()}
        {reason.slice(1)}.
      </p>
      <p className="hint">
        With it every candidate is scored in the moment before it is trained:{' '}
        <code>
          training: {'{'} scores: true {'}'}
        </code>{' '}
        in the experiment file. <code>isoflop scores</code> prints what stands here.
      </p>
    </section>
  );
}

/** Ranked again when some trials more have finished. */
function useScores(study: string, finished: number) {
  return useQuery({
    queryKey: ['scores', study, Math.floor(Math.log2(finished + 1) * 4)],
    queryFn: ({ signal }) => get<ScoresAnswer>(pathOf(study, 'scores'), signal),
    placeholderData: (previous) => previous,
  });
}

function finishedOf(columns: TrialColumns): number {
  let finished = 0;
  for (let row = 0; row < columns.count; row++) if (competes(columns, row)) finished++;
  return finished;
}

/** The same with as many digits as the intervals allow. */
function readable({ panel }: ScoresAnswer) {
  const rounded = (value: number | null) => (value === null ? null : Number(value.toFixed(3)));
  return {
    columns: ['Score', 'Networks', 'tau', 'tau from', 'tau to', 'rho', 'rho from', 'rho to'],
    rows: panel.map(({ score, networks, kendall, spearman }) => [
      nameOf(score),
      networks,
      ...[kendall.value, kendall.low, kendall.high].map(rounded),
      ...[spearman.value, spearman.low, spearman.high].map(rounded),
    ]),
  };
}

function tableOf({ panel }: ScoresAnswer) {
  return {
    columns: ['score', 'networks', 'kendall', 'kendallLow', 'kendallHigh', 'spearman', 'spearmanLow', 'spearmanHigh'],
    rows: panel.map(({ score, networks, kendall, spearman }) => [
      nameOf(score),
      networks,
      ...[kendall.value, kendall.low, kendall.high],
      ...[spearman.value, spearman.low, spearman.high],
    ]),
  };
}
