import { useCallback, useMemo, useState } from 'react';
import { hexOf } from '../format/colour.js';
import { useStudy } from '../study/study-context.js';
import type { Axis } from '../trials/axes.js';
import { extentOf } from '../trials/axes.js';
import { isPartial, levelOfRow } from '../trials/fidelity.js';
import { kindOf, numberOf, rowOf } from '../trials/trial-columns.js';
import { usePalette } from '../ui/theme.js';
import { Axes } from './axes.js';
import { drawBars } from './bars.js';
import { Canvas } from './canvas.js';
import { colourScale } from './colour-scale.js';
import { type Frame, pointIn } from './frame.js';
import { nearest } from './nearest.js';
import { plotScale, polyline, type ScaleKind } from './scales.js';
import { drawDots } from './stamp.js';
import { TrialTip } from './trial-tip.js';
import { useWidth } from './use-width.js';

interface ScatterPlotProps {
  readonly x: Axis;
  readonly y: Axis;
  readonly rows: ArrayLike<number>;
  /** Dots in steps of a colour; one colour unless given. */
  readonly colour?: Axis;
  readonly xScale?: ScaleKind;
  readonly height?: number;
  /** A line through these places, in the units of the axes. */
  readonly line?: readonly (readonly [x: number, y: number])[];
  readonly onFocus: (trial: number) => void;
}

/** Dots of trials on two axes; where there are few values they are spread a little, by number, so that equals do not hide each other. */
export function ScatterPlot({ x, y, rows, colour, xScale = 'linear', height = 260, line, onFocus }: ScatterPlotProps) {
  const { columns, mask, focused } = useStudy();
  const palette = usePalette();
  const [container, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number>();
  const frame: Frame = { width, height, top: 22, right: 16, bottom: 42, left: 58 };
  const { places, scales } = useMemo(() => {
    const spread = xScale === 'log' ? 0 : spreadOf(x, rows);
    const [low, high] =
      x.categories === undefined ? (extentOf(x.values, rows) ?? ([0, 1] as const)) : ([0, x.categories.length - 1] as const);
    const extent = [low - spread / 2, high + spread / 2] as const;
    const sx = plotScale(extent, [58, width - 16], xScale);
    const sy = plotScale(extentOf(y.values, rows) ?? [0, 1], [height - 42, 22], 'linear');
    const [px, py] = [new Float32Array(rows.length), new Float32Array(rows.length)];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0;
      px[i] = sx((x.values[row] ?? 0) + spread * (((row * 7919) % 101) / 101 - 0.5));
      py[i] = sy(y.values[row] ?? 0);
    }
    return { places: { x: px, y: py }, scales: { x: sx, y: sy } };
  }, [x, y, rows, width, height, xScale]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      const count = rows.length;
      const opacity = Math.max(0.12, Math.min(0.75, 1500 / Math.max(1, count)));
      const isChosen = (i: number) => mask === undefined || mask[rows[i] ?? 0] === 1;
      if (mask !== undefined) drawDots(context, { ...places, count, only: (i) => !isChosen(i) }, 2, palette.dominated, opacity / 3);
      if (colour === undefined) {
        const partial = (i: number) => kindOf(columns, rows[i] ?? 0) === 'search' && isPartial(columns, rows[i] ?? 0);
        drawDots(context, { ...places, count, only: (i) => isChosen(i) && !partial(i) }, 2.5, palette.front, opacity);
        const levels = (i: number) => (isChosen(i) && partial(i) ? levelOfRow(columns, rows[i] ?? 0) : 0);
        return drawBars(context, { ...places, count, levels }, palette.front, opacity);
      }
      const scale = colourScale(colour, palette.isDark);
      const steps = Int8Array.from(rows as Int32Array, (row) => scale.stepOf(colour.values[row] ?? Number.NaN));
      for (const [step, hex] of scale.colours.entries())
        drawDots(context, { ...places, count, only: (i) => steps[i] === step && isChosen(i) }, 2.5, hexOf(hex), opacity);
    },
    [rows, places, mask, colour, palette, columns],
  );
  const at = (row: number) => ({ x: scales.x(x.values[row] ?? 0), y: scales.y(y.values[row] ?? 0) });
  const focusedRow = focused === undefined ? undefined : rowOf(columns, focused);
  const ring =
    focusedRow === undefined || Number.isNaN(x.values[focusedRow]) || Number.isNaN(y.values[focusedRow]) ? undefined : at(focusedRow);
  const activeRow = active === undefined ? undefined : rows[active];
  const place = active === undefined ? undefined : { x: places.x[active] ?? 0, y: places.y[active] ?? 0 };
  const xTicks = x.categories?.map((_, code) => code) ?? fewValues(x, rows, (width - 74) / LEAST_TICK_SPACING);
  return (
    <div className="plot" ref={container}>
      {width > 0 && (
        <>
          <Canvas width={width} height={height} draw={draw} />
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the table of trials offers the same to the keyboard */}
          <svg
            className="layer marks-layer"
            width={width}
            height={height}
            role="img"
            aria-label={`${y.title} against ${x.title}, ${rows.length} trials`}
            onPointerMove={(event) => setActive(nearest(places.x, places.y, pointIn(event.currentTarget, event), 14))}
            onPointerLeave={() => setActive(undefined)}
            onClick={() => activeRow !== undefined && onFocus(numberOf(columns, activeRow))}
          >
            <Axes
              frame={frame}
              {...scales}
              formatX={x.format}
              formatY={y.format}
              xLabel={x.title}
              yLabel={y.title}
              {...(xTicks === undefined ? {} : { xTicks })}
            />
            {line !== undefined && line.length > 0 && (
              <path className="record-line" d={polyline(line.map(([lx, ly]) => [scales.x(lx), scales.y(ly)]))} />
            )}
            {ring !== undefined && <circle className="ring ring-selected" cx={ring.x} cy={ring.y} r={8} />}
            {place !== undefined && <circle className="ring" cx={place.x} cy={place.y} r={8} />}
          </svg>
          {activeRow !== undefined && place !== undefined && <TrialTip row={activeRow} place={place} frame={frame} />}
        </>
      )}
    </div>
  );
}

const LEAST_TICK_SPACING = 30;

/** The values themselves where they are few: between a kernel of 3 and one of 5 there is none of 4. */
function fewValues({ values }: Axis, rows: ArrayLike<number>, most: number): number[] | undefined {
  const distinct = new Set<number>();
  for (let i = 0; i < rows.length && distinct.size <= most; i++) distinct.add(values[rows[i] ?? 0] ?? Number.NaN);
  distinct.delete(Number.NaN);
  return distinct.size > Math.min(most, FEW_VALUES) ? undefined : [...distinct].sort((a, b) => a - b);
}

const FEW_VALUES = 16;

/** How wide equals are spread, in units of the axis: a part of the least distance between two values. */
function spreadOf({ values, categories }: Axis, rows: ArrayLike<number>): number {
  if (categories !== undefined) return 0.6;
  const distinct = new Set<number>();
  for (let i = 0; i < rows.length && distinct.size <= FEW_VALUES; i++) distinct.add(values[rows[i] ?? 0] ?? 0);
  if (distinct.size > FEW_VALUES || distinct.size < 2) return 0;
  const sorted = [...distinct].sort((a, b) => a - b);
  return 0.5 * Math.min(...sorted.slice(1).map((value, i) => value - (sorted[i] ?? 0)));
}
