import type { Feasibility } from '../api/answers.js';
import { formatCount } from '../format/numbers.js';
import { Axes } from '../plots/axes.js';
import { Decoration } from '../plots/decoration.js';
import type { Frame } from '../plots/frame.js';
import { PlotCard } from '../plots/plot-card.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { plotScale } from '../plots/scales.js';
import { useWidth } from '../plots/use-width.js';
import { fittingShare, slicesOf } from './distribution.js';

interface FeasibilityMapProps {
  readonly feasibility: Feasibility;
  readonly budget: number | undefined;
}

/** How the multiply-adds of a space are distributed, and what of it fits the budget. */
export function FeasibilityMap({ feasibility, budget }: FeasibilityMapProps) {
  const [container, width] = useWidth<HTMLDivElement>();
  const { macs, cardinality, dimensions, method } = feasibility;
  const slices = slicesOf(macs);
  const densest = Math.max(...slices.map(({ density }) => density));
  const frame: Frame = { width, height: 190, top: 26, right: 14, bottom: 42, left: 14 };
  const edges = [macs.min, macs.max, ...(budget === undefined ? [] : [budget])];
  const x = plotScale([Math.min(...edges), Math.max(...edges)], [frame.left, width - frame.right], 'log');
  const y = plotScale([0, densest], [frame.height - frame.bottom, frame.top], 'linear', 0);
  const share = budget === undefined ? 1 : fittingShare(macs, budget);
  const at = budget === undefined ? undefined : x(budget);
  return (
    <PlotCard
      title="What fits"
      study="space"
      data={() => ({ columns: ['fromMacs', 'toMacs', 'share'], rows: slices.map(({ from, to, share: part }) => [from, to, part]) })}
    >
      <PlotSvg
        container={container}
        frame={frame}
        label={`Networks of ${formatCount(macs.min)} to ${formatCount(macs.max)} MACs, half of them below ${formatCount(macs.median)}; ${(share * 100).toFixed(1)} % fit`}
      >
        {slices.map(({ from, to, density }) => (
          <rect
            key={from}
            className={`slice ${budget !== undefined && from >= budget ? 'slice-out' : ''}`}
            x={x(from)}
            width={Math.max(1, x(to) - x(from) - 1)}
            y={y(density)}
            height={y(0) - y(density)}
          />
        ))}
        {macs.emptyBands.map(({ from, to }) => (
          <rect key={from} className="empty-band" x={x(from)} width={Math.max(1, x(to) - x(from))} y={frame.top} height={y(0) - frame.top}>
            <title>{`no network between ${formatCount(from)} and ${formatCount(to)} MACs`}</title>
          </rect>
        ))}
        <Axes frame={frame} x={x} y={y} formatX={formatCount} formatY={String} xLabel="MACs per image" yTicks={[]} />
        {at !== undefined && (
          <Decoration className="budget">
            <rect x={at} y={frame.top} width={Math.max(0, width - frame.right - at)} height={y(0) - frame.top} />
            <line x1={at} x2={at} y1={frame.top - 6} y2={y(0)} />
            <text x={at} y={14} textAnchor={at > width / 2 ? 'end' : 'start'}>
              budget {formatCount(budget ?? 0)}
            </text>
          </Decoration>
        )}
      </PlotSvg>
      <p className="difference" role="status">
        {feasibility.satisfiable ? (
          <>
            About <strong>{(share * 100).toFixed(share < 0.1 ? 2 : 0)} %</strong> of {cardinality.toLocaleString('en')} networks (
            {dimensions} dimensions, {method}) fit; half of all stay below {formatCount(macs.median)} MACs.
          </>
        ) : (
          <strong>No network of this space fits the budget; the smallest costs {formatCount(macs.min)} MACs.</strong>
        )}
      </p>
    </PlotCard>
  );
}
