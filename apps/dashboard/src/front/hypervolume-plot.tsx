import { Axes } from '../plots/axes.js';
import { Decoration } from '../plots/decoration.js';
import type { Frame } from '../plots/frame.js';
import { PlotCard } from '../plots/plot-card.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { plotScale, px } from '../plots/scales.js';
import { useWidth } from '../plots/use-width.js';
import type { HypervolumeStep } from '../trials/hypervolume-history.js';

interface HypervolumePlotProps {
  readonly study: string;
  readonly steps: readonly HypervolumeStep[];
  /** How many trials competed. */
  readonly finished: number;
  /** Where the replay is, in trials. */
  readonly cursor: number | undefined;
}

/** How much of the plane the front had covered after each trial: a plateau means that the search has found what it will find. */
export function HypervolumePlot({ study, steps, finished, cursor }: HypervolumePlotProps) {
  const [container, width] = useWidth<HTMLDivElement>();
  const frame: Frame = { width, height: 170, top: 20, right: 16, bottom: 42, left: 54 };
  const last = steps.at(-1)?.share ?? 0;
  const x = plotScale([1, Math.max(2, finished)], [frame.left, width - frame.right], finished > 100 ? 'log' : 'linear', 0);
  const y = plotScale([0, last || 1], [frame.height - frame.bottom, frame.top], 'linear', 0.03);
  const path = steps
    .map(({ finished: at, share }, i) => `${i === 0 ? `M${px(x(at))},${px(y(0))}` : ''}H${px(x(at))}V${px(y(share))}`)
    .join('');
  return (
    <PlotCard
      title="Hypervolume"
      study={study}
      data={() => ({
        columns: ['finishedTrials', 'finishedAt', 'share'],
        rows: steps.map(({ finished: count, at, share }) => [count, new Date(at).toISOString(), share]),
      })}
    >
      <PlotSvg
        container={container}
        frame={frame}
        label={`The front covers ${(last * 100).toFixed(1)} % of the plane after ${finished} trials`}
      >
        <Axes
          frame={frame}
          x={x}
          y={y}
          formatX={(n) => n.toLocaleString('en')}
          formatY={(v) => `${Number((v * 100).toFixed(1))} %`}
          xLabel="finished trials"
          yTickSpacing={34}
        />
        <path className="series" d={`${path}H${px(x(finished))}`} />
        {cursor !== undefined && (
          <Decoration className="cursor">
            <line x1={x(cursor)} x2={x(cursor)} y1={frame.top} y2={frame.height - frame.bottom} />
          </Decoration>
        )}
      </PlotSvg>
    </PlotCard>
  );
}
