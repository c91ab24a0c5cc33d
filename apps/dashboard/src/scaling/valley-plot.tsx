import { useState } from 'react';
import { formatCount, formatPercent } from '../format/numbers.js';
import { Axes } from '../plots/axes.js';
import { seriesColour } from '../plots/colour-scale.js';
import type { Frame } from '../plots/frame.js';
import { PlotCard } from '../plots/plot-card.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { plotScale, polyline } from '../plots/scales.js';
import { useWidth } from '../plots/use-width.js';
import { Segmented } from '../ui/segmented.js';
import { DIMENSIONS, type Dimension, type FitAnswer } from './fit-answer.js';

/** One valley per budget: the error against the share of the growth that goes to one dimension, the rest being shared out as well as it can be. */
export function ValleyPlot({ study, fit }: { readonly study: string; readonly fit: FitAnswer }) {
  const [container, width] = useWidth<HTMLDivElement>();
  const [axis, setAxis] = useState<Dimension>('depth');
  const valleys = fit.optimum.budgets
    .map(({ macs, valley }) => ({ macs, points: lowest(valley, axis) }))
    .filter(({ points }) => points.length > 1);
  const errors = valleys.flatMap(({ points }) => points.map(([, error]) => error));
  const frame: Frame = { width, height: 320, top: 24, right: 18, bottom: 44, left: 60 };
  const x = plotScale([0, 1], [frame.left, width - frame.right], 'linear', 0.02);
  const y = plotScale([Math.min(...errors), Math.max(...errors)], [frame.height - frame.bottom, frame.top], 'linear');
  return (
    <PlotCard
      title="Iso-FLOP valleys"
      study={study}
      data={() => ({
        columns: ['macs', 'depthShare', 'widthShare', 'resolutionShare', 'error'],
        rows: fit.optimum.budgets.flatMap(({ macs, valley }) =>
          valley.map(({ shares, error }) => [macs, shares.depth, shares.width, shares.resolution, error]),
        ),
      })}
      controls={<Segmented label="Share of" choices={DIMENSIONS} value={axis} onChange={setAxis} />}
    >
      {valleys.length === 0 ? (
        <p className="plot-empty">The law has only one budget, or {axis} does not vary.</p>
      ) : (
        <PlotSvg
          container={container}
          frame={frame}
          label={`Error by the share of growth spent on ${axis}, one line for each of ${valleys.length} budgets`}
        >
          <Axes
            frame={frame}
            x={x}
            y={y}
            formatX={(share) => `${Math.round(share * 100)} %`}
            formatY={formatPercent}
            xLabel={`share of the growth spent on ${axis}`}
            yLabel="Error by the law"
          />
          {valleys.map(({ macs, points }, i) => {
            const bottom = points.reduce((best, point) => (point[1] < best[1] ? point : best));
            return (
              <g key={macs} style={{ color: seriesColour(i) }} className="curve">
                <path d={polyline(points.map(([share, error]) => [x(share), y(error)] as const))} />
                <circle cx={x(bottom[0])} cy={y(bottom[1])} r={4.5} />
              </g>
            );
          })}
        </PlotSvg>
      )}
      <ul className="legend">
        {valleys.map(({ macs }, i) => (
          <li key={macs}>
            <span className="swatch" style={{ borderColor: seriesColour(i) }} /> {formatCount(macs)} MACs
          </li>
        ))}
      </ul>
      <p className="hint fine">A dot marks each budget's best share.</p>
    </PlotCard>
  );
}

/** The least error at each share of one dimension. */
function lowest(valley: FitAnswer['optimum']['budgets'][number]['valley'], axis: Dimension): (readonly [number, number])[] {
  const best = new Map<number, number>();
  for (const { shares, error } of valley) {
    const share = Number(shares[axis].toFixed(6));
    best.set(share, Math.min(error, best.get(share) ?? Number.POSITIVE_INFINITY));
  }
  return [...best].sort(([a], [b]) => a - b);
}
