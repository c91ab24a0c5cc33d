import type { ScoresAnswer } from '../api/answers.js';
import { Decoration } from '../plots/decoration.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { px } from '../plots/scales.js';
import { useWidth } from '../plots/use-width.js';

export type Coefficient = 'kendall' | 'spearman';
export const COEFFICIENT_NAMES: Readonly<Record<Coefficient, string>> = { kendall: 'Kendall’s tau', spearman: 'Spearman’s rho' };

/** What is counted rather than scored, and what every score has to beat. */
export const COUNTED: readonly string[] = ['params', 'macs'];

interface ScoreBarsProps {
  readonly panel: ScoresAnswer['panel'];
  readonly coefficient: Coefficient;
}

const BAR_HEIGHT = 30;
const TOP = 26;

/** A bar from no correlation to each score's, with its interval; counted costs are hollow. */
export function ScoreBars({ panel, coefficient }: ScoreBarsProps) {
  const [container, width] = useWidth<HTMLDivElement>();
  const left = Math.min(150, width * 0.3);
  const right = width < 480 ? 52 : 120;
  const x = (value: number) => left + ((value + 1) / 2) * (width - left - right);
  const height = TOP + panel.length * BAR_HEIGHT + 24;
  return (
    <PlotSvg
      container={container}
      frame={{ width, height }}
      label={panel.map((row) => `${nameOf(row.score)} ${written(row[coefficient].value)}`).join(', ')}
    >
      <Decoration className="bars axes">
        {[-1, -0.5, 0, 0.5, 1].map((tick) => (
          <g key={tick}>
            <line className={tick === 0 ? 'base' : 'grid'} x1={px(x(tick))} x2={px(x(tick))} y1={TOP} y2={height - 22} />
            <text x={px(x(tick))} y={height - 6} textAnchor="middle">
              {String(tick).replace('-', '−')}
            </text>
          </g>
        ))}
        <text className="axis-label" x={left} y={14}>
          {COEFFICIENT_NAMES[coefficient]} with trained accuracy
        </text>
        {panel.map((row, i) => {
          const { value, low, high } = row[coefficient];
          const middle = TOP + (i + 0.5) * BAR_HEIGHT;
          return (
            <g key={row.score}>
              <text x={left - 8} y={middle} dy="0.32em" textAnchor="end">
                {nameOf(row.score)}
              </text>
              {value !== null && (
                <rect
                  className={COUNTED.includes(row.score) ? 'bar bar-counted' : 'bar'}
                  x={px(x(Math.min(0, value)))}
                  width={px(Math.max(1, Math.abs(x(value) - x(0))))}
                  y={middle - 8}
                  height={16}
                  rx={2}
                />
              )}
              {low !== null && high !== null && (
                <path
                  className="interval"
                  d={`M${px(x(low))},${middle - 5}v10M${px(x(low))},${middle}H${px(x(high))}M${px(x(high))},${middle - 5}v10`}
                />
              )}
              <text x={width - 4} y={middle} dy="0.32em" textAnchor="end">
                {written(value)}
                {right > 60 && ` of ${row.networks.toLocaleString('en')}`}
              </text>
            </g>
          );
        })}
      </Decoration>
    </PlotSvg>
  );
}

export function nameOf(score: string): string {
  return { params: 'parameters', macs: 'MACs' }[score] ?? score;
}

/** Without a value where the networks are all alike in it. */
function written(value: number | null): string {
  return value === null ? '–' : value.toFixed(2).replace('-', '−');
}
