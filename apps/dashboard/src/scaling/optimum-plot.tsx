import { formatCount } from '../format/numbers.js';
import { Axes } from '../plots/axes.js';
import type { Frame } from '../plots/frame.js';
import { PlotCard } from '../plots/plot-card.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { plotScale, polyline } from '../plots/scales.js';
import { useWidth } from '../plots/use-width.js';
import { DIMENSIONS, type Dimension, type FitAnswer } from './fit-answer.js';

const UNITS: Readonly<Record<Dimension, string>> = { depth: 'depth (blocks)', width: 'effective width', resolution: 'resolution (px)' };

/** How deep, wide and fine the best network is at each budget. */
export function OptimumPlot({ study, fit }: { readonly study: string; readonly fit: FitAnswer }) {
  const [container, width] = useWidth<HTMLDivElement>();
  const { budgets, exponents } = fit.optimum;
  const each = width >= 700 ? width / 3 : width;
  const rows = width >= 700 ? 1 : 3;
  const height = 230;
  const costs = budgets.map(({ macs }) => macs);
  return (
    <PlotCard
      title="Best depth, width and resolution"
      study={study}
      data={() => ({
        columns: ['macs', 'depthBlocks', 'effectiveWidth', 'resolutionPixels', 'error'],
        rows: budgets.map(({ macs, depth, width: wide, resolution, error }) => [macs, depth, wide, resolution, error]),
      })}
    >
      <PlotSvg
        container={container}
        frame={{ width, height: height * rows }}
        label={DIMENSIONS.map((axis) => `${axis} grows with the budget to the power of ${exponents[axis].value.toFixed(2)}`).join(', ')}
      >
        {DIMENSIONS.map((axis, i) => {
          const frame: Frame = { width: each, height, top: 30, right: 16, bottom: 44, left: 50 };
          const values = budgets.map((budget) => budget[axis]);
          const x = plotScale([Math.min(...costs), Math.max(...costs)], [frame.left, each - frame.right], 'log');
          const y = plotScale([Math.min(...values), Math.max(...values)], [height - frame.bottom, frame.top], 'log', 0.12);
          const { value, interval } = exponents[axis];
          return (
            <g key={axis} transform={`translate(${rows === 1 ? i * each : 0},${rows === 1 ? 0 : i * height})`}>
              <Axes
                frame={frame}
                x={x}
                y={y}
                formatX={formatCount}
                formatY={(v) => String(Number(v.toPrecision(3)))}
                xLabel="MACs"
                yLabel={UNITS[axis]}
                yTickSpacing={34}
              />
              <path className="series" d={polyline(budgets.map((budget) => [x(budget.macs), y(budget[axis])] as const))} />
              {budgets.map((budget) => (
                <circle key={budget.macs} className="mark mark-front" cx={x(budget.macs)} cy={y(budget[axis])} r={4} />
              ))}
              <text x={each - frame.right} y={12} textAnchor="end">
                {`~ budget^${value.toFixed(2)} [${interval.map((end) => end.toFixed(2)).join(', ')}]`}
              </text>
            </g>
          );
        })}
      </PlotSvg>
    </PlotCard>
  );
}
