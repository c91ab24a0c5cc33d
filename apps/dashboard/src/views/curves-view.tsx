import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MetricRow } from '../api/answers.js';
import { get, pathOf } from '../api/client.js';
import { CURVE_AXES, type Curve, curvesOf, placesOf, trainingFlops } from '../curves/curve-data.js';
import { CurvePlot, type DrawnCurve } from '../curves/curve-plot.js';
import { formatSetting } from '../format/configuration.js';
import { formatCount, formatPercent, formatSeconds } from '../format/numbers.js';
import { focusTrial, useChoice, useParameter } from '../place/use-place.js';
import { ColourLegend } from '../plots/colour-legend.js';
import { colourScale } from '../plots/colour-scale.js';
import { PlotCard } from '../plots/plot-card.js';
import { useStudy } from '../study/study-context.js';
import { measureAxis } from '../trials/axes.js';
import { nameOf, numberOf, rowOf, stateOf, type TrialColumns } from '../trials/trial-columns.js';
import { Loading } from '../ui/notice.js';
import { Pick } from '../ui/pick.js';
import { Segmented } from '../ui/segmented.js';
import { usePalette } from '../ui/theme.js';

/** As many as the server hands out at once. */
const MOST_CURVES = 200;
/** How many are shown where nothing is selected: the best and all that run. */
const SHOWN_FIRST = 30;
const X_NAMES = { epoch: 'epoch', seconds: 'time', flops: 'training FLOPs' } as const;

/** Training curves of many trials: what is selected, or else the best and those that run. */
export default function CurvesView() {
  const { study, columns, mask, focused, live } = useStudy();
  const palette = usePalette();
  const [axis, setAxis] = useChoice('x', CURVE_AXES, 'epoch');
  const [metric, setMetric] = useParameter('curve', '');
  const [weight, setWeight] = useParameter('smooth', '0');
  const trials = useMemo(() => shownTrials(columns, mask), [columns, mask]);
  const { data, isLoading, error } = useCurves(study.name, columns, trials);
  const all = useMemo(() => {
    const points = (trial: number) => {
      const [read, told] = [data?.get(trial), live.curves.get(trial)?.metrics];
      return (isRunning(columns, trial) ? (told ?? read) : (read ?? told)) ?? [];
    };
    return trials.flatMap((trial) => curvesOf(trial, points(trial)));
  }, [trials, columns, data, live.curves]);
  const names = [...new Set(all.map((curve) => curve.metric))];
  const shownMetric = names.includes(metric) ? metric : (names.find((name) => name === 'val-accuracy') ?? names[0] ?? '');
  const colours = useMemo(() => {
    const rows = trials.map((trial) => rowOf(columns, trial) ?? 0);
    return colourScale(measureAxis(columns, 'accuracy'), palette.isDark, false, rows);
  }, [columns, palette.isDark, trials]);
  const curves = useMemo(
    () => all.filter((curve) => curve.metric === shownMetric).map((curve) => drawnCurve(columns, curve, axis, colours)),
    [all, shownMetric, columns, axis, colours],
  );
  const total = mask?.reduce((sum, one) => sum + one, 0) ?? columns.count;
  if (isLoading) return <Loading what="curves" />;
  const isShare = /accuracy/.test(shownMetric);
  return (
    <PlotCard
      title="Training curves"
      study={study.name}
      data={() => ({
        columns: ['trial', 'metric', 'epoch', 'seconds', 'value'],
        rows: all.flatMap(({ trial, metric: name, points }) =>
          points.map(({ epoch, seconds, value }) => [trial, name, epoch, seconds, value]),
        ),
      })}
      controls={
        <>
          <Pick label="Metric" value={shownMetric} onChange={setMetric} choices={names.map((name) => [name, name] as const)} />
          <Segmented label="Against" choices={CURVE_AXES.map((key) => [key, X_NAMES[key]] as const)} value={axis} onChange={setAxis} />
          <label className="pick">
            <span>Smoothing</span>
            <input type="range" min={0} max={0.95} step={0.05} value={weight} onChange={({ target }) => setWeight(target.value)} />
          </label>
        </>
      }
    >
      {error !== null && <p role="alert">{error.message}</p>}
      {curves.length === 0 ? (
        <p className="plot-empty">None of these trials reported an epoch.</p>
      ) : (
        <CurvePlot
          curves={curves}
          height={420}
          xLabel={axis === 'seconds' ? 'training time' : X_NAMES[axis]}
          formatX={axis === 'epoch' ? String : axis === 'seconds' ? formatSeconds : formatCount}
          formatY={isShare ? formatPercent : formatSetting}
          integerX={axis === 'epoch'}
          smoothing={Number(weight)}
          focused={focused}
          onFocus={focusTrial}
        />
      )}
      {curves.length > 0 && !Number.isNaN(colours.extent[0]) && <ColourLegend scale={colours} />}
      <p className="hint fine">
        {mask === undefined
          ? `The best ${Math.min(SHOWN_FIRST, trials.length)} trials and those that run; select some to see theirs.`
          : `${trials.length} of ${total.toLocaleString('en')} selected trials${total > trials.length ? ', the most accurate ones' : ''}.`}
      </p>
    </PlotCard>
  );
}

/** Read again when one of them ends: what it reported last may have been missed while the stream was cut. */
function useCurves(study: string, columns: TrialColumns, trials: readonly number[]) {
  return useQuery({
    queryKey: ['curves', study, trials, trials.filter((trial) => isRunning(columns, trial))],
    queryFn: async ({ signal }) => {
      const query = trials.map((trial) => `trial=${trial}`).join('&');
      const { curves } = await get<{ curves: { trial: number; metrics: MetricRow[] }[] }>(`${pathOf(study, 'curves')}?${query}`, signal);
      return new Map(curves.map(({ trial, metrics }) => [trial, metrics]));
    },
    enabled: trials.length > 0,
    placeholderData: (previous) => previous,
  });
}

function isRunning(columns: TrialColumns, trial: number): boolean {
  const row = rowOf(columns, trial);
  return row !== undefined && stateOf(columns, row) === 'running';
}

/** The selected trials, most accurate first; without a selection the best and those that run. */
function shownTrials(columns: TrialColumns, mask: Uint8Array | undefined): number[] {
  const { accuracy } = columns.measures;
  const rows: number[] = [];
  for (let row = 0; row < columns.count; row++) if ((mask === undefined || mask[row] === 1) && columns.state[row] !== 0) rows.push(row);
  const rank = (row: number) => (Number.isNaN(accuracy[row]) ? -1 : (accuracy[row] ?? -1));
  rows.sort((a, b) => rank(b) - rank(a) || a - b);
  const running = mask === undefined ? rows.filter((row) => stateOf(columns, row) === 'running') : [];
  return [...new Set([...rows.slice(0, mask === undefined ? SHOWN_FIRST : MOST_CURVES), ...running])]
    .map((row) => numberOf(columns, row))
    .slice(0, MOST_CURVES);
}

function drawnCurve(
  columns: TrialColumns,
  curve: Curve,
  axis: (typeof CURVE_AXES)[number],
  colours: ReturnType<typeof colourScale>,
): DrawnCurve {
  const row = rowOf(columns, curve.trial) ?? 0;
  const { accuracy, macs, seconds, imagesPerSecond, epochs } = columns.measures;
  const imagesPerEpoch = ((imagesPerSecond[row] ?? 0) * (seconds[row] ?? 0)) / (epochs[row] || curve.points.at(-1)?.epoch || 1);
  const step = colours.stepOf(accuracy[row] ?? Number.NaN);
  return {
    key: `${curve.trial}`,
    trial: curve.trial,
    name: nameOf(columns, row),
    main: true,
    ...(step < 0 ? {} : { colour: colours.colours[step] ?? '' }),
    x: placesOf(curve, axis, trainingFlops(macs[row] ?? 0, imagesPerEpoch, 1)),
    y: curve.points.map(({ value }) => value),
  };
}
