import { useCallback, useMemo, useState } from 'react';
import { Canvas } from '../plots/canvas.js';
import { colourScale } from '../plots/colour-scale.js';
import { pointIn } from '../plots/frame.js';
import { polyline } from '../plots/scales.js';
import { TrialTip } from '../plots/trial-tip.js';
import { useWidth } from '../plots/use-width.js';
import { rowsOf, withRange } from '../selection/selection.js';
import { select } from '../selection/use-selection.js';
import { useStudy } from '../study/study-context.js';
import type { Axis } from '../trials/axes.js';
import { numberOf, rowOf } from '../trials/trial-columns.js';
import { usePalette } from '../ui/theme.js';
import { AxisBrush } from './axis-brush.js';
import { drawLines, linesOf, nearestLine } from './draw-lines.js';
import { layOut } from './parallel-axes.js';

interface ParallelPlotProps {
  readonly shown: readonly Axis[];
  readonly colour: Axis;
  readonly onFocus: (trial: number) => void;
}

const HEIGHT = 480;
const TOP = 36;
const BOTTOM = HEIGHT - 18;
/** Room that an axis and its labels need. */
const LEAST_SPACING = 84;

/** Every trial as a line through its settings and results. */
export function ParallelPlot({ shown, colour, onFocus }: ParallelPlotProps) {
  const { columns, mask, selection, focused } = useStudy();
  const palette = usePalette();
  const [container, visible] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number>();
  const width = Math.max(visible, shown.length * LEAST_SPACING);
  const axes = useMemo(() => layOut(shown, width, TOP, BOTTOM, 62), [shown, width]);
  const lines = useMemo(() => linesOf(axes, TOP, BOTTOM), [axes]);
  const scale = useMemo(() => colourScale(colour, palette.isDark, colour.log), [colour, palette.isDark]);
  const steps = useMemo(() => Int8Array.from(colour.values, scale.stepOf), [colour, scale]);
  const drawable = useMemo(() => rowsOf(undefined, columns.count).filter((row) => (steps[row] ?? -1) >= 0), [columns.count, steps]);
  const chosen = useMemo(() => (mask === undefined ? drawable : drawable.filter((row) => mask[row] === 1)), [mask, drawable]);
  const drawGround = useCallback(
    (context: CanvasRenderingContext2D) => {
      const grey = Array.from({ length: scale.colours.length }, () => palette.dominated);
      drawLines(context, lines, drawable, steps, { colours: grey });
    },
    [lines, drawable, steps, scale, palette],
  );
  const drawChosen = useCallback(
    (context: CanvasRenderingContext2D) => drawLines(context, lines, chosen, steps, scale),
    [lines, chosen, steps, scale],
  );
  const lineOf = (row: number | undefined) =>
    row === undefined
      ? undefined
      : polyline(axes.map(({ x }, j) => [x, lines.y[j]?.[row] ?? Number.NaN] as const).filter(([, y]) => !Number.isNaN(y)));
  const focusedRow = focused === undefined ? undefined : rowOf(columns, focused);
  const frame = { width, height: HEIGHT, top: TOP, right: 0, bottom: 18, left: 0 };
  return (
    <div ref={container}>
      {visible > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys
        <section className="parallel-scroll" tabIndex={0} aria-label="Lines of trials">
          <div className="plot parallel" style={{ width }}>
            {mask !== undefined && <Canvas width={width} height={HEIGHT} draw={drawGround} className="faded" />}
            <Canvas width={width} height={HEIGHT} draw={drawChosen} />
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the table and “Select by range” offer the same to the keyboard */}
            <svg
              className="layer marks-layer"
              width={width}
              height={HEIGHT}
              role="img"
              aria-label={`${chosen.length} trials as lines through ${shown.map(({ title }) => title).join(', ')}, coloured by ${colour.title}`}
              onPointerMove={(event) =>
                setActive(event.buttons === 0 ? nearestLine(lines, chosen, pointIn(event.currentTarget, event), 6) : undefined)
              }
              onPointerLeave={() => setActive(undefined)}
              onClick={() => active !== undefined && onFocus(numberOf(columns, active))}
            >
              {focusedRow !== undefined && <path className="line-focused" d={lineOf(focusedRow)} />}
              {active !== undefined && <path className="line-active" d={lineOf(active)} />}
              {axes.map((place) => (
                <AxisBrush
                  key={place.axis.key}
                  place={place}
                  range={selection.ranges[place.axis.key]}
                  top={TOP}
                  bottom={BOTTOM}
                  onBrush={(range) => select(withRange(selection, place.axis.key, range))}
                />
              ))}
            </svg>
            {active !== undefined && <TrialTip row={active} place={{ x: axes[axes.length >> 1]?.x ?? 0, y: TOP }} frame={frame} />}
          </div>
        </section>
      )}
    </div>
  );
}
