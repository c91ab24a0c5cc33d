import { useQueries } from '@tanstack/react-query';
import type { StudyRow, TrialRow } from '../api/answers.js';
import { get, pathOf } from '../api/client.js';
import { formatCount } from '../format/numbers.js';
import { FrontDifferenceNote } from '../front/front-difference.js';
import { steppedPath } from '../front/front-scales.js';
import { Axes } from '../plots/axes.js';
import { seriesColour } from '../plots/colour-scale.js';
import type { Frame } from '../plots/frame.js';
import { PlotCard } from '../plots/plot-card.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { plotScale } from '../plots/scales.js';
import { useWidth } from '../plots/use-width.js';
import { Loading } from '../ui/notice.js';

/** Different dashes as well, so that colour is never the only difference. */
const DASHES = ['', '6 3', '2 3', '8 3 2 3', '1 4', '10 4'] as const;

/** The fronts of several studies in one plot. */
export function CompareStudies({ studies }: { readonly studies: readonly StudyRow[] }) {
  const [container, width] = useWidth<HTMLDivElement>();
  const fronts = useQueries({
    queries: studies.map(({ name }) => ({
      queryKey: ['front', name, 'macs'],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const { front } = await get<{ front: TrialRow[] }>(`${pathOf(name, 'front')}?cost=macs`, signal);
        return front.map(({ cost, accuracy }) => ({ cost: cost.macs, accuracy: accuracy ?? 0 }));
      },
    })),
  });
  const series = studies.map(({ name }, i) => ({
    name,
    points: fronts[i]?.data ?? [],
    colour: seriesColour(i),
    dash: DASHES[i % DASHES.length],
  }));
  const points = series.flatMap((one) => one.points);
  if (fronts.some(({ isPending }) => isPending)) return <Loading what="the fronts" />;
  if (points.length === 0) return <p className="hint">None of these studies has a front yet.</p>;
  const frame: Frame = { width, height: 320, top: 24, right: 20, bottom: 44, left: 56 };
  const extent = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
  const x = plotScale(extent(points.map(({ cost }) => cost)), [frame.left, width - frame.right], 'log');
  const y = plotScale(extent(points.map(({ accuracy }) => accuracy)), [frame.height - frame.bottom, frame.top], 'linear');
  const [first, ...others] = series;
  return (
    <PlotCard
      title="Fronts side by side"
      study="studies"
      data={() => ({
        columns: ['study', 'macs', 'accuracy'],
        rows: series.flatMap(({ name, points: own }) => own.map(({ cost, accuracy }) => [name, cost, accuracy])),
      })}
    >
      <PlotSvg
        container={container}
        frame={frame}
        label={`Accuracy against MACs: the fronts of ${series.map(({ name }) => name).join(', ')}`}
      >
        <Axes
          frame={frame}
          x={x}
          y={y}
          formatX={formatCount}
          formatY={(v) => `${Number((v * 100).toFixed(1))} %`}
          xLabel="MACs per image"
          yLabel="Accuracy"
        />
        {series.map(({ name, points: own, colour, dash }) => (
          <path
            key={name}
            className="front-line"
            style={{ stroke: colour, strokeDasharray: dash }}
            d={steppedPath(own, { x, y }, width - frame.right)}
          />
        ))}
      </PlotSvg>
      <ul className="legend">
        {series.map(({ name, colour }) => (
          <li key={name}>
            <span className="swatch" style={{ borderColor: colour }} /> {name}
          </li>
        ))}
      </ul>
      {first !== undefined &&
        others.map(({ name, points: own }) => (
          <FrontDifferenceNote key={name} name={first.name} other={name} own={first.points} others={own} format={formatCount} />
        ))}
    </PlotCard>
  );
}
