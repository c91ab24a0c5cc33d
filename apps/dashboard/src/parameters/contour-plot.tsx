import { contours } from 'd3-contour';
import { useMemo, useState } from 'react';
import { useChoice, useParameter } from '../place/use-place.js';
import { Axes } from '../plots/axes.js';
import { ColourLegend } from '../plots/colour-legend.js';
import { colourScale } from '../plots/colour-scale.js';
import { Decoration } from '../plots/decoration.js';
import { type Frame, pointIn } from '../plots/frame.js';
import { PlotCard } from '../plots/plot-card.js';
import { PlotSvg } from '../plots/plot-svg.js';
import { plotScale, polyline } from '../plots/scales.js';
import { useWidth } from '../plots/use-width.js';
import { useStudy } from '../study/study-context.js';
import type { Axis } from '../trials/axes.js';
import { Pick } from '../ui/pick.js';
import { Segmented } from '../ui/segmented.js';
import { usePalette } from '../ui/theme.js';
import { type CellValue, cutOf, heatMap } from './heat-map.js';

interface ContourPlotProps {
  readonly settings: readonly Axis[];
  readonly metric: Axis;
  readonly rows: Int32Array;
}

const VALUES = ['best', 'mean', 'trials'] as const satisfies readonly CellValue[];

/** A metric over two settings: a cell for every pair of values, with lines of equal metric where both are continuous. */
export function ContourPlot({ settings, metric, rows }: ContourPlotProps) {
  const { study } = useStudy();
  const palette = usePalette();
  const [container, width] = useWidth<HTMLDivElement>();
  const [xKey, setX] = useParameter('cx', settings[0]?.key ?? '');
  const [yKey, setY] = useParameter('cy', settings[1]?.key ?? '');
  const [value, setValue] = useChoice('cell', VALUES, 'mean');
  const [active, setActive] = useState<number>();
  const x = settings.find(({ key }) => key === xKey) ?? settings[0];
  const y = settings.find(({ key }) => key === yKey && key !== x?.key) ?? settings.find(({ key }) => key !== x?.key);
  const map = useMemo(() => {
    if (x === undefined || y === undefined) return undefined;
    const [cutX, cutY] = [cutOf(x, rows), cutOf(y, rows)];
    return { cutX, cutY, cells: heatMap(rows, [x, cutX], [y, cutY], metric, value) };
  }, [rows, x, y, metric, value]);
  if (x === undefined || y === undefined || map === undefined) return null;
  const { cutX, cutY, cells } = map;
  const frame: Frame = { width, height: 360, top: 20, right: 16, bottom: 46, left: 70 };
  const sx = plotScale([0, cutX.count], [frame.left, width - frame.right], 'linear', 0);
  const sy = plotScale([0, cutY.count], [frame.height - frame.bottom, frame.top], 'linear', 0);
  const shownAxis: Axis =
    value === 'trials'
      ? { key: 'trials', title: 'Trials', values: cells, format: String, log: false, better: 'high' }
      : { ...metric, values: cells };
  const scale = colourScale(shownAxis, palette.isDark);
  const every = (count: number, pixels: number, room: number) => Math.max(1, Math.ceil((count * room) / Math.max(1, pixels)));
  const ticks = (count: number, step: number) =>
    Array.from({ length: count }, (_, place) => place + 0.5).filter((_, place) => place % step === 0);
  const nameOf = (cell: number) =>
    `${x.title} ${cutX.titleOf(cell % cutX.count)}, ${y.title} ${cutY.titleOf(Math.floor(cell / cutX.count))}`;
  const shown = active === undefined || Number.isNaN(cells[active]) ? undefined : active;
  return (
    <PlotCard
      title="Contour"
      study={study.name}
      data={() => ({
        columns: [x.title, y.title, `${value} ${value === 'trials' ? '' : metric.title}`.trim()],
        rows: Array.from(cells, (cell, i) => [
          cutX.titleOf(i % cutX.count),
          cutY.titleOf(Math.floor(i / cutX.count)),
          Number.isNaN(cell) ? null : cell,
        ]),
      })}
      controls={
        <>
          <Pick label="x" value={x.key} onChange={setX} choices={settings.map(({ key, title }) => [key, title] as const)} />
          <Pick
            label="y"
            value={y.key}
            onChange={setY}
            choices={settings.filter(({ key }) => key !== x.key).map(({ key, title }) => [key, title] as const)}
          />
          <Segmented label="Value of a cell" choices={VALUES} value={value} onChange={setValue} />
        </>
      }
    >
      <PlotSvg
        container={container}
        className="contour"
        frame={frame}
        label={`${value} ${metric.title} by ${x.title} and ${y.title}`}
        onPointerMove={(event) => {
          const at = pointIn(event.currentTarget, event);
          const [column, line] = [Math.floor(sx.invert(at.x)), Math.floor(sy.invert(at.y))];
          setActive(column >= 0 && column < cutX.count && line >= 0 && line < cutY.count ? line * cutX.count + column : undefined);
        }}
        onPointerLeave={() => setActive(undefined)}
      >
        {Array.from(cells, (cell, i) => {
          const [column, line] = [i % cutX.count, Math.floor(i / cutX.count)];
          if (Number.isNaN(cell)) return null;
          const left = sx(column);
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
              key={i}
              className="heat"
              x={left}
              y={sy(line + 1)}
              width={sx(column + 1) - left}
              height={sy(line) - sy(line + 1)}
              style={{ fill: scale.colours[scale.stepOf(cell)] }}
            />
          );
        })}
        {cutX.continuous && cutY.continuous && (
          <EqualLines cells={cells} size={[cutX.count, cutY.count]} place={(px, py) => [sx(px), sy(py)]} />
        )}
        <Axes
          frame={frame}
          x={sx}
          y={sy}
          formatX={(place) => cutX.titleOf(Math.floor(place))}
          formatY={(place) => cutY.titleOf(Math.floor(place))}
          xLabel={x.title}
          yLabel={y.title}
          xTicks={ticks(cutX.count, every(cutX.count, width - 86, 60))}
          yTicks={ticks(cutY.count, every(cutY.count, 294, 20))}
        />
        {shown !== undefined && (
          <Decoration className="curve-name">
            <text x={frame.left + 8} y={frame.top + 14}>
              {nameOf(shown)}: {shownAxis.format(cells[shown] ?? 0)}
            </text>
          </Decoration>
        )}
      </PlotSvg>
      <ColourLegend scale={scale} />
    </PlotCard>
  );
}

interface EqualLinesProps {
  readonly cells: Float64Array;
  readonly size: readonly [number, number];
  readonly place: (x: number, y: number) => readonly [number, number];
}

/** Lines of equal value by marching squares; cells without a trial take the mean, so that lines end there rather than circle them. */
function EqualLines({ cells, size: [columns, lines], place }: EqualLinesProps) {
  const known = cells.filter((cell) => !Number.isNaN(cell));
  const mean = known.reduce((sum, cell) => sum + cell, 0) / Math.max(1, known.length);
  const rings = contours().size([columns, lines]).thresholds(6)(Array.from(cells, (cell) => (Number.isNaN(cell) ? mean : cell)));
  return (
    <Decoration className="equal-lines">
      {rings.map(({ value, coordinates }) => (
        <path
          key={value}
          d={coordinates
            .flat()
            .map((ring) => polyline(ring.map(([x = 0, y = 0]) => place(x, y))))
            .join('')}
        />
      ))}
    </Decoration>
  );
}
