import { edf } from 'hyperopt-js';
import { useMemo } from 'react';
import { Axes } from '../plots/axes.js';
import type { Frame } from '../plots/frame.js';
import { PlotCard } from '../plots/plot-card.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { plotScale, px } from '../plots/scales.js';
import { useWidth } from '../plots/use-width.js';
import { useStudy } from '../study/study-context.js';
import type { Axis } from '../trials/axes.js';
import { competes } from '../trials/front.js';

/** More steps than this cannot be seen. */
const MOST_STEPS = 600;

/** The empirical distribution of a metric: the share of trials up to each value; what is selected beside all. */
export function EdfPlot({ metric }: { readonly metric: Axis }) {
  const { study, columns, mask } = useStudy();
  const [container, width] = useWidth<HTMLDivElement>();
  const series = useMemo(() => {
    const valuesOf = (wanted: (row: number) => boolean) =>
      Array.from(metric.values).filter((value, row) => !Number.isNaN(value) && competes(columns, row) && wanted(row));
    const all = thinned(edf(valuesOf(() => true)));
    return mask === undefined
      ? [{ name: 'all', steps: all }]
      : [
          { name: 'all', steps: all },
          { name: 'selected', steps: thinned(edf(valuesOf((row) => mask[row] === 1))) },
        ];
  }, [metric, columns, mask]);
  const [all] = series;
  const frame: Frame = { width, height: 260, top: 22, right: 16, bottom: 42, left: 54 };
  const x = plotScale([all?.steps[0]?.value ?? 0, all?.steps.at(-1)?.value ?? 1], [frame.left, width - frame.right], 'linear', 0.01);
  const y = plotScale([0, 1], [frame.height - frame.bottom, frame.top], 'linear', 0);
  return (
    <PlotCard
      title={`Distribution of ${metric.title.toLowerCase()}`}
      study={study.name}
      data={() => ({
        columns: ['trials', metric.title, 'share'],
        rows: series.flatMap(({ name, steps }) => steps.map(({ value, share }) => [name, value, share])),
      })}
    >
      <PlotSvg
        container={container}
        frame={frame}
        label={`Share of trials up to each ${metric.title.toLowerCase()}; half of them reach ${metric.format(median(all?.steps))}`}
      >
        <Axes
          frame={frame}
          x={x}
          y={y}
          formatX={metric.format}
          formatY={(v) => `${Math.round(v * 100)} %`}
          xLabel={metric.title}
          yLabel="Share of trials"
        />
        {series.map(({ name, steps }) => (
          <path
            key={name}
            className={`series ${name === 'selected' ? 'series-selected' : ''}`}
            d={steps
              .map(({ value, share }, i) => `${i === 0 ? `M${px(x(value))},${px(y(0))}` : `H${px(x(value))}`}V${px(y(share))}`)
              .join('')}
          />
        ))}
      </PlotSvg>
    </PlotCard>
  );
}

function thinned<Step>(steps: readonly Step[]): Step[] {
  const every = Math.ceil(steps.length / MOST_STEPS);
  return steps.filter((_, i) => i % every === 0 || i === steps.length - 1);
}

function median(steps: readonly { value: number; share: number }[] | undefined): number {
  return steps?.find(({ share }) => share >= 0.5)?.value ?? 0;
}
