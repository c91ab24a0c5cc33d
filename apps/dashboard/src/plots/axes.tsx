import { Decoration } from './decoration.js';
import type { Frame } from './frame.js';
import { type NumberScale, ticksOf } from './scales.js';

interface AxesProps {
  readonly frame: Frame;
  readonly x: NumberScale;
  readonly y: NumberScale;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly xLabel: string;
  readonly yLabel?: string;
  /** Values of an axis where the scale's own would not do. */
  readonly xTicks?: readonly number[];
  readonly yTicks?: readonly number[];
  /** Pixels between grid lines, about. */
  readonly yTickSpacing?: number;
}

/** Both axes with light grid lines. */
export function Axes({ frame, x, y, formatX, formatY, xLabel, yLabel, yTickSpacing = 48, ...ticks }: AxesProps) {
  const right = frame.width - frame.right;
  const bottom = frame.height - frame.bottom;
  const { xTicks = ticksOf(x, 76), yTicks = ticksOf(y, yTickSpacing) } = ticks;
  return (
    <Decoration className="axes">
      {yTicks.map((value) => (
        <g key={value} transform={`translate(0,${y(value)})`}>
          <line className="grid" x1={frame.left} x2={right} />
          <text x={frame.left - 8} dy="0.32em" textAnchor="end">
            {withoutZeros(formatY(value))}
          </text>
        </g>
      ))}
      {xTicks.map((value) => (
        <g key={value} transform={`translate(${x(value)},${bottom})`}>
          <line className="tick" y2={5} />
          <text y={18} textAnchor="middle">
            {withoutZeros(formatX(value))}
          </text>
        </g>
      ))}
      <line className="base" x1={frame.left} x2={right} y1={bottom} y2={bottom} />
      <text className="axis-label" x={right} y={frame.height - 4} textAnchor="end">
        {xLabel}
      </text>
      {yLabel !== undefined && (
        <text className="axis-label" x={4} y={12}>
          {yLabel}
        </text>
      )}
    </Decoration>
  );
}

/** `80 %` for `80.00 %`: decimals line up in columns, on an axis they only take room. */
function withoutZeros(text: string): string {
  return text.replace(/\.0+ %$/, ' %').replace(/(\.\d*[1-9])0+ %$/, '$1 %');
}
