import type { Architecture } from '@isoflop/blocks';
import type { RoundingName } from '@isoflop/scaling';
import { useMemo, useState } from 'react';
import { Axes } from '../plots/axes.js';
import { Decoration } from '../plots/decoration.js';
import { type Frame, pointIn } from '../plots/frame.js';
import { nearest } from '../plots/nearest.js';
import { PlotCard } from '../plots/plot-card.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { plotScale } from '../plots/scales.js';
import { useWidth } from '../plots/use-width.js';
import { type PricedTriple, priceTriples } from './triples.js';

interface TriplesPlotProps {
  readonly study: string;
  readonly base: Architecture;
  readonly rounding: RoundingName;
  readonly onChoose: (triple: PricedTriple) => void;
}

/** EfficientNet's step 1 compares triples "at twice the cost": what they are said to cost against what they cost once rounded. */
export function TriplesPlot({ study, base, rounding, onChoose }: TriplesPlotProps) {
  const [container, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number>();
  const triples = useMemo(() => priceTriples(base, rounding), [base, rounding]);
  const real = triples.map((triple) => triple.real).sort((a, b) => a - b);
  const [low, high, median] = [real[0] ?? 1, real.at(-1) ?? 2, real[real.length >> 1] ?? 2];
  const frame: Frame = { width, height: 320, top: 24, right: 18, bottom: 44, left: 54 };
  const x = plotScale([1.9, 2.1], [frame.left, width - frame.right], 'linear');
  const y = plotScale([Math.min(1.9, low), Math.max(2.1, high)], [frame.height - frame.bottom, frame.top], 'linear');
  const shown = active === undefined ? undefined : triples[active];
  const factor = (value: number) => `${Number(value.toFixed(2))}x`;
  return (
    <PlotCard
      title="Nominal against real budget"
      study={study}
      data={() => ({
        columns: ['alpha', 'beta', 'gamma', 'nominal', 'real'],
        rows: triples.map(({ alpha, beta, gamma, nominal, real: counted }) => [alpha, beta, gamma, nominal, counted]),
      })}
    >
      {/* The sliders of the microscope reach every triple by the keyboard. */}
      <PlotSvg
        container={container}
        frame={frame}
        label={`${triples.length} triples of nominally 2x cost ${factor(low)} to ${factor(high)}`}
        onPointerMove={(event) =>
          setActive(
            nearest(
              triples.map(({ nominal }) => x(nominal)),
              triples.map((triple) => y(triple.real)),
              pointIn(event.currentTarget, event),
              18,
            ),
          )
        }
        onPointerLeave={() => setActive(undefined)}
        onClick={() => shown !== undefined && onChoose(shown)}
      >
        <Axes frame={frame} x={x} y={y} formatX={factor} formatY={factor} xLabel="nominal: alpha · beta² · gamma²" yLabel="Counted MACs" />
        <line className="equal" x1={x(1.9)} y1={y(1.9)} x2={x(2.1)} y2={y(2.1)} />
        {triples.map(({ alpha, beta, gamma, nominal, real: counted }, i) => (
          <circle
            key={`${alpha} ${beta} ${gamma}`}
            className={`mark ${i === active ? 'mark-finalist' : 'mark-front'}`}
            cx={x(nominal)}
            cy={y(counted)}
            r={i === active ? 6 : 4}
          />
        ))}
        {shown !== undefined && (
          <Decoration className="curve-name">
            <text x={frame.left + 8} y={frame.top + 12}>
              alpha {shown.alpha}, beta {shown.beta}, gamma {shown.gamma}: nominal {factor(shown.nominal)}, real {factor(shown.real)}
            </text>
          </Decoration>
        )}
      </PlotSvg>
      <p className="difference">
        {triples.length} triples that are “2x” within 5 % really cost <strong>{factor(low)}</strong> to <strong>{factor(high)}</strong>,
        median {factor(median)}. On the line they would cost what they say. Click one to see where its cost comes from.
      </p>
    </PlotCard>
  );
}
