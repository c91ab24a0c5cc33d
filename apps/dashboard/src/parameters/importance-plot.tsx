import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get, pathOf } from '../api/client.js';
import { Decoration } from '../plots/decoration.js';
import { PlotCard } from '../plots/plot-card.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { useWidth } from '../plots/use-width.js';
import { useStudy } from '../study/study-context.js';
import type { Axis } from '../trials/axes.js';
import { Failure, Loading } from '../ui/notice.js';
import { rankCorrelation } from './rank-correlation.js';

interface ImportancePlotProps {
  readonly settings: readonly Axis[];
  readonly metric: Axis;
  readonly rows: Int32Array;
}

interface ImportanceAnswer {
  method: string;
  trials: number;
  importance: { name: string; value: number }[];
}

const BAR_HEIGHT = 26;
/** Ranks of more trials than these say nothing new and take their time. */
const MOST_CORRELATED = 5000;

/** How much each setting matters for a metric, and which way. */
export function ImportancePlot({ settings, metric, rows }: ImportancePlotProps) {
  const { study, columns } = useStudy();
  const [container, width] = useWidth<HTMLDivElement>();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['importance', study.name, metric.key, Math.floor(Math.log2(columns.count + 1) * 4)],
    queryFn: ({ signal }) => get<ImportanceAnswer>(`${pathOf(study.name, 'importance')}?metric=${metric.key}`, signal),
  });
  const correlations = useMemo(() => correlationsOf(settings, metric, rows), [settings, metric, rows]);
  if (isPending) return <Loading what="importances" />;
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} stale={false} />;
  // Factors of baselines have names that no setting of the space has.
  const bars = data.importance.filter(({ name }) => settings.some(({ title }) => title === name));
  const most = Math.max(0.01, ...bars.map(({ value }) => value));
  const left = Math.min(170, width * 0.4);
  const right = 130;
  const height = bars.length * BAR_HEIGHT + 30;
  const signed = (name: string) => {
    const value = correlations.get(name);
    return value === undefined || Number.isNaN(value) ? '' : `${value > 0 ? '+' : '−'}${Math.abs(value).toFixed(2)}`;
  };
  return (
    <PlotCard
      title={`Importance for ${metric.title.toLowerCase()}`}
      study={study.name}
      data={() => ({
        columns: ['setting', 'importance', 'rankCorrelation'],
        rows: bars.map(({ name, value }) => [name, value, correlations.get(name) ?? null]),
      })}
    >
      <PlotSvg
        container={container}
        frame={{ width, height }}
        label={bars.map(({ name, value }) => `${name} ${(value * 100).toFixed(0)} %`).join(', ')}
      >
        <Decoration className="bars">
          <text className="axis-label" x={left} y={14}>
            {data.method === 'fanova' ? 'fANOVA' : 'PED-ANOVA'}, {data.trials.toLocaleString('en')} trials
          </text>
          <text className="axis-label" x={width - 4} y={14} textAnchor="end">
            rank correlation
          </text>
          {bars.map(({ name, value }, i) => (
            <g key={name} transform={`translate(0,${24 + i * BAR_HEIGHT})`}>
              <text x={left - 8} y={BAR_HEIGHT / 2} dy="0.32em" textAnchor="end">
                {name}
              </text>
              <rect
                className="bar"
                x={left}
                y={4}
                width={Math.max(1, ((width - left - right) * value) / most)}
                height={BAR_HEIGHT - 8}
                rx={2}
              />
              <text x={left + Math.max(1, ((width - left - right) * value) / most) + 6} y={BAR_HEIGHT / 2} dy="0.32em">
                {(value * 100).toFixed(1)} %
              </text>
              <text x={width - 4} y={BAR_HEIGHT / 2} dy="0.32em" textAnchor="end">
                {signed(name)}
              </text>
            </g>
          ))}
        </Decoration>
      </PlotSvg>
    </PlotCard>
  );
}

function correlationsOf(settings: readonly Axis[], metric: Axis, rows: Int32Array): Map<string, number> {
  const every = Math.max(1, Math.ceil(rows.length / MOST_CORRELATED));
  const sample = rows.filter((_, i) => i % every === 0);
  return new Map(
    settings
      .filter(({ categories }) => categories === undefined)
      .map(({ title, values }) => {
        const known = sample.filter((row) => !Number.isNaN(values[row]));
        return [
          title,
          rankCorrelation(
            Array.from(known, (row) => values[row] ?? 0),
            Array.from(known, (row) => metric.values[row] ?? 0),
          ),
        ];
      }),
  );
}
