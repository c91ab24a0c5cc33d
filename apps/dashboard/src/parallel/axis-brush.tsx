import { type PointerEvent, useRef } from 'react';
import { pointIn } from '../plots/frame.js';
import { px } from '../plots/scales.js';
import { type ParallelAxis, ticksOfAxis } from './parallel-axes.js';

interface AxisBrushProps {
  readonly place: ParallelAxis;
  readonly range: readonly [number, number] | undefined;
  readonly top: number;
  readonly bottom: number;
  readonly onBrush: (range: readonly [number, number] | undefined) => void;
}

const CLICK_PIXELS = 3;
const LONGEST_TITLE = 16;

/** An upright axis: drag along it to choose a range, drag the range to move it, click to let go. */
export function AxisBrush({ place, range, top, bottom, onBrush }: AxisBrushProps) {
  const { axis, x, y } = place;
  const title = axis.title.length > LONGEST_TITLE ? `${axis.title.slice(0, LONGEST_TITLE - 1)}…` : axis.title;
  const start = useRef<{ y: number; moved: readonly [number, number] | undefined } | undefined>(undefined);
  const clamp = (at: number) => Math.max(top, Math.min(bottom, at));
  const valuesBetween = (a: number, b: number): readonly [number, number] => {
    const [p, q] = [y.invert(a), y.invert(b)];
    return p < q ? [p, q] : [q, p];
  };
  const at = (event: PointerEvent<SVGRectElement>) => {
    const drawing = event.currentTarget.ownerSVGElement;
    return drawing === null ? 0 : clamp(pointIn(drawing, event).y);
  };
  const edges = range === undefined ? undefined : ([clamp(y(range[0])), clamp(y(range[1]))].sort((a, b) => a - b) as [number, number]);
  return (
    <g className="axis-brush">
      <line className="base" x1={x} x2={x} y1={top} y2={bottom} />
      <text className="axis-title" x={x} y={top - 12} textAnchor="middle">
        {title}
      </text>
      {ticksOfAxis(place).map((value) => (
        <g key={value} transform={`translate(${px(x)},${px(y(value))})`}>
          <line className="tick" x1={-3} x2={3} />
          <text x={6} dy="0.32em">
            {axis.format(value)}
          </text>
        </g>
      ))}
      {edges !== undefined && <rect className="brush" x={x - 7} width={14} y={edges[0]} height={Math.max(2, edges[1] - edges[0])} />}
      <rect
        className="brush-ground"
        data-axis={axis.key}
        x={x - 13}
        width={26}
        y={top}
        height={bottom - top}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const from = at(event);
          const inside = edges !== undefined && from > edges[0] && from < edges[1];
          start.current = { y: from, moved: inside ? edges : undefined };
        }}
        onPointerMove={(event) => {
          const from = start.current;
          if (from === undefined) return;
          const to = at(event);
          if (Math.abs(to - from.y) < CLICK_PIXELS) return;
          if (from.moved === undefined) return onBrush(valuesBetween(from.y, to));
          const by = Math.max(top - from.moved[0], Math.min(bottom - from.moved[1], to - from.y));
          onBrush(valuesBetween(from.moved[0] + by, from.moved[1] + by));
        }}
        onPointerUp={(event) => {
          const from = start.current;
          start.current = undefined;
          if (from !== undefined && Math.abs(at(event) - from.y) < CLICK_PIXELS) onBrush(undefined);
        }}
        onPointerCancel={() => {
          start.current = undefined;
        }}
      />
    </g>
  );
}
