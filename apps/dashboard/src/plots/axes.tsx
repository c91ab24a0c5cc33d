import type { ScaleContinuousNumeric } from 'd3-scale';
import { Decoration } from './decoration.js';
import { type Frame, ticksOf } from './front-scales.js';

interface AxesProps {
  readonly frame: Frame;
  readonly x: ScaleContinuousNumeric<number, number>;
  readonly y: ScaleContinuousNumeric<number, number>;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly xLabel: string;
  readonly yLabel?: string;
  /** Values of the x axis where the scale's own would not do. */
  readonly xTicks?: readonly number[];
  /** Pixels between grid lines, about. */
  readonly yTickSpacing?: number;
}

/** Both axes with light grid lines. */
export function Axes({ frame, x, y, formatX, formatY, xLabel, yLabel, xTicks = ticksOf(x, 72), yTickSpacing = 48 }: AxesProps) {
  const right = frame.width - frame.right;
  const bottom = frame.height - frame.bottom;
  return (
    <Decoration className="axes">
      {ticksOf(y, yTickSpacing).map((value) => (
        <g key={value} transform={`translate(0,${y(value)})`}>
          <line className="grid" x1={frame.left} x2={right} />
          <text x={frame.left - 8} dy="0.32em" textAnchor="end">
            {formatY(value)}
          </text>
        </g>
      ))}
      {xTicks.map((value) => (
        <g key={value} transform={`translate(${x(value)},${bottom})`}>
          <line className="tick" y2={5} />
          <text y={18} textAnchor="middle">
            {formatX(value)}
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
