import { computeErrorAt, fitComputeLaw, predictError, ScalingError } from '@isoflop/scaling';
import { useMemo } from 'react';
import { formatCount, formatPercent } from '../format/numbers.js';
import { Axes } from '../plots/axes.js';
import { Decoration } from '../plots/decoration.js';
import type { Frame } from '../plots/frame.js';
import { PlotCard } from '../plots/plot-card.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { plotScale, polyline } from '../plots/scales.js';
import { useWidth } from '../plots/use-width.js';
import { bestOfBudgets, type Measured } from './budget-bests.js';

interface LawPlotProps {
  readonly study: string;
  readonly networks: readonly Measured[];
}

/** Places at which the law and its interval are drawn. */
const STEPS = 48;

/** Error against compute: the best network of each budget, the law fitted without the dearest one, and whether it foretold that one. */
export function LawPlot({ study, networks }: LawPlotProps) {
  const [container, width] = useWidth<HTMLDivElement>();
  const fitted = useMemo(() => fitBests(networks), [networks]);
  if (typeof fitted === 'string') {
    return (
      <section className="card">
        <h3>Scaling law</h3>
        <p className="hint">{fitted}</p>
      </section>
    );
  }
  const { law, used, held, curve } = fitted;
  const frame: Frame = { width, height: 360, top: 24, right: 18, bottom: 44, left: 60 };
  const points = [...used, held.point];
  const costs = points.map(({ macs }) => macs);
  const ends = curve.flatMap(({ low, high }) => [low, high]);
  const x = plotScale([Math.min(...costs), Math.max(...costs)], [frame.left, width - frame.right], 'log');
  const y = plotScale(
    [Math.min(...ends, ...points.map(({ error }) => error)), Math.max(...ends, ...points.map(({ error }) => error))],
    [frame.height - frame.bottom, frame.top],
    'log',
  );
  const band = [
    ...curve.map(({ macs, high }) => [x(macs), y(high)] as const),
    ...[...curve].reverse().map(({ macs, low }) => [x(macs), y(low)] as const),
  ];
  const { floor, amplitude, exponent } = law;
  const number = ({ value, interval }: { value: number; interval: readonly [number, number] }) =>
    `${value.toFixed(3)} [${interval.map((end) => end.toFixed(3)).join(', ')}]`;
  const isInside = Math.abs(held.point.error - held.error) <= held.halfWidth;
  return (
    <PlotCard
      title="Scaling law"
      study={study}
      data={() => ({
        columns: ['macs', 'error', 'trial', 'fitted', 'low', 'high', 'heldBack'],
        rows: points.map((point) => {
          const { error, halfWidth } = predictError(law, point.macs, used.length);
          return [point.macs, point.error, point.trial, error, error - halfWidth, error + halfWidth, point === held.point ? 'yes' : ''];
        }),
      })}
    >
      <PlotSvg
        container={container}
        frame={frame}
        label={`Error falls as MACs to the power of minus ${exponent.value.toFixed(2)} towards ${formatPercent(floor.value)}`}
      >
        <Axes
          frame={frame}
          x={x}
          y={y}
          formatX={formatCount}
          formatY={formatPercent}
          xLabel="MACs per image"
          yLabel="Error of the best network"
        />
        <path className="band" d={`${polyline(band)}Z`} />
        <path className="series" d={polyline(curve.map(({ macs, error }) => [x(macs), y(error)] as const))} />
        {used.map(({ trial, macs, error }) => (
          <circle key={trial} className="mark mark-front" cx={x(macs)} cy={y(error)} r={5} />
        ))}
        <Decoration className="held-back">
          <line
            x1={x(held.point.macs)}
            x2={x(held.point.macs)}
            y1={y(Math.max(1e-4, held.error - held.halfWidth))}
            y2={y(held.error + held.halfWidth)}
          />
          <path d="M0,-7L6.5,5L-6.5,5Z" transform={`translate(${x(held.point.macs)},${y(held.point.error)})`} />
        </Decoration>
      </PlotSvg>
      <ul className="legend">
        <li>
          <span className="swatch" /> fitted law with the interval of one more network
        </li>
        <li>
          <svg className="mark-icon" viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">
            <path className="mark mark-finalist" d="M0,-7L6.5,5L-6.5,5Z" />
          </svg>{' '}
          held back: foretold {formatPercent(held.error)} ± {formatPercent(held.halfWidth)}, measured {formatPercent(held.point.error)}
        </li>
      </ul>
      <p className="difference">
        error = {number(floor)} + {number(amplitude)} · (MACs / {formatCount(law.referenceMacs)})<sup>−{number(exponent)}</sup>. The network
        at {formatCount(held.point.macs)} was held back and lies <strong>{isInside ? 'inside' : 'outside'}</strong> what the law foretold.
      </p>
    </PlotCard>
  );
}

function fitBests(networks: readonly Measured[]) {
  const bests = bestOfBudgets(networks);
  const point = bests.at(-1);
  const used = bests.slice(0, -1);
  if (point === undefined) return 'No network is trained yet.';
  try {
    const law = fitComputeLaw(used);
    const [from, to] = [used[0]?.macs ?? 1, point.macs];
    const curve = Array.from({ length: STEPS + 1 }, (_, step) => {
      const macs = from * (to / from) ** (step / STEPS);
      const { halfWidth } = predictError(law, macs, used.length);
      const error = computeErrorAt(law, macs);
      return { macs, error, low: Math.max(error - halfWidth, error / 20, 1e-4), high: error + halfWidth };
    });
    return { law, used, held: { point, ...predictError(law, point.macs, used.length) }, curve };
  } catch (error) {
    if (error instanceof ScalingError) return error.message;
    throw error;
  }
}
