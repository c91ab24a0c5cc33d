import { useMemo, useState } from 'react';
import { Axes } from '../plots/axes.js';
import { Decoration } from '../plots/decoration.js';
import { type Frame, pointIn } from '../plots/frame.js';
import { nearest } from '../plots/nearest.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { plotScale, polyline } from '../plots/scales.js';
import { useWidth } from '../plots/use-width.js';
import { smooth } from './smooth.js';

/** A curve as it is drawn: places on the x axis and values. */
export interface DrawnCurve {
  readonly key: string;
  readonly name: string;
  readonly colour?: string;
  readonly trial?: number;
  /** In the foreground. */
  readonly main: boolean;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface CurvePlotProps {
  readonly curves: readonly DrawnCurve[];
  readonly xLabel: string;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly height?: number;
  /** Whether only whole numbers make sense on the x axis. */
  readonly integerX?: boolean;
  /** 0 to below 1; the raw curve stays behind, faint. */
  readonly smoothing?: number;
  readonly focused?: number | undefined;
  readonly onFocus?: (trial: number) => void;
}

/** Lines by epoch, time or compute. The curve nearest to the pointer comes forward. */
export function CurvePlot({
  curves,
  xLabel,
  formatX,
  formatY,
  height = 180,
  integerX = false,
  smoothing = 0,
  focused,
  onFocus,
}: CurvePlotProps) {
  const [container, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<string>();
  const tall = height > 250;
  const frame: Frame = { width, height, top: 14, right: 14, bottom: 42, left: 54 };
  const { x, y, drawn } = useMemo(() => {
    const extent = (of: (curve: DrawnCurve) => readonly number[]) => {
      const values = curves.flatMap(of).filter(Number.isFinite);
      return values.length === 0
        ? ([0, 1] as const)
        : ([values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] as const);
    };
    const xs = plotScale(
      extent((curve) => curve.x),
      [frame.left, frame.width - frame.right],
      'linear',
      0.02,
    );
    const ys = plotScale(
      extent((curve) => curve.y),
      [frame.height - frame.bottom, frame.top],
      'linear',
    );
    const lines = curves.map((curve) => {
      const values = smooth(curve.y, smoothing);
      const line = (points: readonly number[]) =>
        curve.x.flatMap((at, i) => (Number.isFinite(at) ? [[xs(at), ys(points[i] ?? 0)] as const] : []));
      return { ...curve, raw: smoothing > 0 ? line(curve.y) : [], line: line(values) };
    });
    return { x: xs, y: ys, drawn: lines };
  }, [curves, smoothing, frame.left, frame.width, frame.right, frame.height, frame.bottom, frame.top]);
  const points = useMemo(() => drawn.flatMap(({ key, line }) => line.map(([px, py]) => ({ key, px, py }))), [drawn]);
  const find = (at: { x: number; y: number }) => {
    const index = nearest(
      points.map(({ px }) => px),
      points.map(({ py }) => py),
      at,
      24,
    );
    return index === undefined ? undefined : points[index]?.key;
  };
  const shown = drawn.find(({ key }) => key === active);
  const ordered = [...drawn].sort((a, b) => rank(a) - rank(b));
  function rank({ key, trial, main }: DrawnCurve): number {
    return key === active ? 3 : trial !== undefined && trial === focused ? 2 : Number(main);
  }
  // The table of trials offers the keyboard what a click does.
  return (
    <PlotSvg
      container={container}
      frame={{ width, height }}
      label={describe(curves, formatY)}
      onPointerMove={(event) => setActive(find(pointIn(event.currentTarget, event)))}
      onPointerLeave={() => setActive(undefined)}
      onClick={() => shown?.trial !== undefined && onFocus?.(shown.trial)}
    >
      <Axes
        frame={frame}
        x={x}
        y={y}
        formatX={formatX}
        formatY={formatY}
        xLabel={xLabel}
        yTickSpacing={tall ? 44 : 34}
        {...(integerX ? { xTicks: x.ticks(Math.max(2, Math.floor(width / 60))).filter(Number.isInteger) } : {})}
      />
      {ordered.map((curve) => (
        <g
          key={curve.key}
          className={`curve ${classOf(curve, active, focused)}`}
          style={curve.colour === undefined ? undefined : { color: curve.colour }}
        >
          {curve.raw.length > 0 && <path className="raw" d={polyline(curve.raw)} />}
          <path d={polyline(curve.line)} />
          {curve.line.length <= 30 &&
            drawn.length <= 12 &&
            curve.line.map(([cx, cy]) => <circle key={cx} cx={cx} cy={cy} r={curve.main ? 2.5 : 2} />)}
        </g>
      ))}
      {shown !== undefined && (
        <Decoration className="curve-name">
          <text x={frame.left + 8} y={frame.top + 12}>
            {shown.name}: {formatY(shown.y.at(-1) ?? 0)}
          </text>
        </Decoration>
      )}
    </PlotSvg>
  );
}

function classOf({ key, trial, main }: DrawnCurve, active: string | undefined, focused: number | undefined): string {
  if (key === active || (trial !== undefined && trial === focused)) return 'curve-active';
  return main ? 'curve-main' : 'curve-other';
}

function describe(curves: readonly DrawnCurve[], format: (value: number) => string): string {
  if (curves.length > 8) return `${curves.length} curves; the table has their values`;
  return curves.map(({ name, y }) => `${name} ends at ${format(y.at(-1) ?? 0)}`).join(', ');
}
