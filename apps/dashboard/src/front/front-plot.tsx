import { useCallback, useMemo, useState } from 'react';
import { Axes } from '../plots/axes.js';
import { drawBars } from '../plots/bars.js';
import { Canvas } from '../plots/canvas.js';
import { Decoration } from '../plots/decoration.js';
import type { Frame, Point } from '../plots/frame.js';
import { nearest } from '../plots/nearest.js';
import { pixelsOf, polyline, px } from '../plots/scales.js';
import { drawDots } from '../plots/stamp.js';
import { TrialTip } from '../plots/trial-tip.js';
import { useWidth } from '../plots/use-width.js';
import type { Lasso } from '../selection/selection.js';
import { useStudy } from '../study/study-context.js';
import { measureAxis } from '../trials/axes.js';
import type { FrontPoint } from '../trials/compare-fronts.js';
import { levelOfRow } from '../trials/fidelity.js';
import { type Front, ROLES, type Role, roleAt, standingOf } from '../trials/front.js';
import { nameOf, numberOf, rowOf } from '../trials/trial-columns.js';
import { usePalette } from '../ui/theme.js';
import { Baselines, LABELS_BESIDE_FROM_PIXELS } from './baseline-labels.js';
import { BudgetLine } from './budget-line.js';
import { ErrorBar, type ErrorBarAt } from './error-bar.js';
import { type FrontView, frontScales, pointsOf, steppedPath } from './front-scales.js';
import { type ListedMark, MarkList } from './mark-list.js';
import { useLasso } from './use-lasso.js';

interface FrontPlotProps {
  readonly front: Front;
  readonly view: FrontView;
  /** Another study's front, cheapest first. */
  readonly other?: readonly FrontPoint[];
  readonly errorBars: readonly ErrorBarAt[];
  readonly onLasso: (lasso: Lasso) => void;
  readonly onFocus: (trial: number) => void;
}

/** How far from a mark the pointer may be, in pixels: a finger covers about 40. */
const REACH_PIXELS = 22;
/** With no more trials than this every mark is an element that the keyboard reaches; else only those that stand out are. */
const LISTED_MARKS = 300;

/** Accuracy against a cost. The nearest mark answers to the pointer, so that small marks are easy to hit. */
export function FrontPlot({ front, view, other, errorBars, onLasso, onFocus }: FrontPlotProps) {
  const { columns, mask, focused } = useStudy();
  const palette = usePalette();
  const [container, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number>();
  const costAxis = measureAxis(columns, front.cost);
  const { accuracy } = columns.measures;
  const listed = useMemo(() => listedRows(front, costAxis.values), [front, costAxis.values]);
  const frame = useMemo(
    () =>
      frameOf(
        width,
        listed.some((row) => roleAt(front, row) === 'baseline'),
      ),
    [width, listed, front],
  );
  const scales = useMemo(() => frontScales(columns, front, view, frame), [columns, front, view, frame]);
  const places = useMemo(() => {
    const [x, y] = [new Float32Array(front.rows.length), new Float32Array(front.rows.length)];
    const [toX, toY] = [pixelsOf(scales.x), pixelsOf(scales.y)];
    for (let i = 0; i < x.length; i++) {
      const row = front.rows[i] ?? 0;
      x[i] = toX(costAxis.values[row] ?? 0);
      y[i] = toY(accuracy[row] ?? 0);
    }
    return { x, y };
  }, [front, scales, costAxis.values, accuracy]);
  const inside = useCallback((i: number) => (places.y[i] ?? 0) <= frame.height - frame.bottom + 4, [places, frame]);

  const all = front.rows.length > LISTED_MARKS;
  const drawAll = useCallback(
    (context: CanvasRenderingContext2D) => {
      if (!all) return;
      const count = front.rows.length;
      const has = (role: Role) => (i: number) => front.roles[front.rows[i] ?? 0] === ROLES.indexOf(role) && inside(i);
      const density = Math.max(0.12, Math.min(0.6, 2500 / count));
      drawBars(
        context,
        { ...places, count, levels: (i) => (has('partial')(i) ? levelOfRow(columns, front.rows[i] ?? 0) : 0) },
        palette.soft,
        Math.max(0.5, density),
      );
      drawDots(context, { ...places, count, only: has('dominated') }, 2.5, palette.dominated, density);
      drawCrosses(context, places, has('infeasible'), palette.baseline, density);
    },
    [all, front, places, palette, inside, columns],
  );
  const drawChosen = useCallback(
    (context: CanvasRenderingContext2D) => {
      if (!all || mask === undefined) return;
      const chosen = (i: number) => mask[front.rows[i] ?? 0] === 1 && inside(i);
      drawDots(context, { ...places, count: front.rows.length, only: chosen }, 2.5, palette.accent, 0.75);
    },
    [all, mask, front, places, palette, inside],
  );

  const marks = listed.map((row): ListedMark => {
    const [cost, value] = [costAxis.values[row] ?? 0, accuracy[row] ?? 0];
    return {
      trial: numberOf(columns, row),
      role: roleAt(front, row),
      level: levelOfRow(columns, row),
      cost,
      accuracy: value,
      x: scales.x(cost),
      y: scales.y(value),
      text: `${nameOf(columns, row)}: accuracy ${(value * 100).toFixed(2)} %, ${costAxis.format(cost)} ${costAxis.title}, ${standingOf(columns, front, row)}`,
      faded: mask !== undefined && mask[row] !== 1,
    };
  });
  const at = (trial: number | undefined): (Point & { row: number }) | undefined => {
    const row = trial === undefined ? undefined : rowOf(columns, trial);
    if (row === undefined || Number.isNaN(accuracy[row]) || Number.isNaN(costAxis.values[row])) return undefined;
    return { row, x: scales.x(costAxis.values[row] ?? 0), y: scales.y(accuracy[row] ?? 0) };
  };
  const trialAt = (point: Point | undefined) => {
    const index = point && nearest(places.x, places.y, point, REACH_PIXELS);
    return index === undefined ? undefined : numberOf(columns, front.rows[index] ?? 0);
  };
  const { loop, handlers } = useLasso({
    onHover: (point) => setActive(trialAt(point)),
    onClick: (point) => {
      const trial = trialAt(point);
      if (trial !== undefined) onFocus(trial);
    },
    onLoop: (corners) =>
      onLasso({
        x: front.cost,
        y: 'accuracy',
        xLog: 'base' in scales.x,
        points: corners.map(({ x, y }) => [scales.x.invert(x), scales.y.invert(y)] as const),
      }),
  });
  const [hovered, ring] = [at(active), at(focused)];
  const right = frame.width - frame.right;
  const end = view.budget === null ? right : Math.min(right, Math.max(scales.x(view.budget), frame.left));
  return (
    <div className="plot front-plot" ref={container}>
      {width > 0 && (
        <>
          <svg className="layer" width={frame.width} height={frame.height} aria-hidden="true">
            <Axes
              frame={frame}
              {...scales}
              formatX={costAxis.format}
              formatY={percentTick}
              xLabel={front.cost === 'macs' ? 'MACs per image' : costAxis.title}
              yLabel="Accuracy"
            />
            {view.budget !== null && <BudgetLine limit={view.budget} format={costAxis.format} x={scales.x} frame={frame} />}
          </svg>
          <Canvas width={frame.width} height={frame.height} draw={drawAll} className={mask === undefined ? '' : 'faded'} />
          <Canvas width={frame.width} height={frame.height} draw={drawChosen} className="chosen" />
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot hold a drawing */}
          <svg
            className="layer marks-layer"
            role="group"
            aria-label={`Accuracy against ${costAxis.title}`}
            width={frame.width}
            height={frame.height}
            data-hit={hovered === undefined ? undefined : ''}
            {...handlers}
          >
            {other !== undefined && <path className="front-line other-line" d={steppedPath(other, scales, right)} />}
            <path className="front-line" d={steppedPath(pointsOf(columns, front), scales, end)} />
            {errorBars.map((bar) => (
              <ErrorBar key={bar.trial} bar={bar} scales={scales} />
            ))}
            {ring !== undefined && <circle className="ring ring-selected" cx={ring.x} cy={ring.y} r={11} />}
            {hovered !== undefined && <circle className="ring" cx={hovered.x} cy={hovered.y} r={11} />}
            <MarkList marks={marks} active={active} focused={focused} onActive={setActive} onFocus={onFocus} />
            <Baselines
              marks={listed
                .filter((row) => roleAt(front, row) === 'baseline' && columns.labels.has(row))
                .map((row) => ({ key: row, label: columns.labels.get(row) ?? '', ...placeOf(at(numberOf(columns, row))) }))}
              frame={frame}
            />
            {loop.length > 1 && (
              <Decoration className="lasso">
                <path d={`${polyline(loop.map(({ x, y }) => [px(x), px(y)]))}Z`} />
              </Decoration>
            )}
          </svg>
          {hovered !== undefined && (
            <TrialTip row={hovered.row} place={hovered} frame={frame} note={standingOf(columns, front, hovered.row)} />
          )}
        </>
      )}
    </div>
  );
}

/** Rows with an element each, cheapest first: all of a small study, else what stands out. */
function listedRows(front: Front, costs: Float64Array): number[] {
  const rows = [...front.rows];
  const shown = rows.length <= LISTED_MARKS ? rows : rows.filter((row) => ['front', 'baseline', 'finalist'].includes(roleAt(front, row)));
  return shown.sort((a, b) => (costs[a] ?? 0) - (costs[b] ?? 0) || a - b).slice(0, 2 * LISTED_MARKS);
}

function placeOf(point: Point | undefined): Point {
  return { x: point?.x ?? 0, y: point?.y ?? 0 };
}

function frameOf(width: number, named: boolean): Frame {
  const wide = width >= LABELS_BESIDE_FROM_PIXELS;
  return { width, height: wide ? 440 : 330, top: 34, right: wide && named ? 118 : 16, bottom: 46, left: wide ? 60 : 50 };
}

function percentTick(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function drawCrosses(
  context: CanvasRenderingContext2D,
  { x, y }: { x: Float32Array; y: Float32Array },
  only: (i: number) => boolean,
  colour: string,
  opacity: number,
): void {
  context.strokeStyle = colour;
  context.globalAlpha = Math.max(0.25, opacity);
  context.beginPath();
  for (let i = 0; i < x.length; i++) {
    if (!only(i)) continue;
    const [cx, cy] = [x[i] ?? 0, y[i] ?? 0];
    context.moveTo(cx - 2, cy - 2);
    context.lineTo(cx + 2, cy + 2);
    context.moveTo(cx + 2, cy - 2);
    context.lineTo(cx - 2, cy + 2);
  }
  context.stroke();
  context.globalAlpha = 1;
}
