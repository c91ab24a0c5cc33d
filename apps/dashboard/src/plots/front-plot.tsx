import { type PointerEvent, useState } from 'react';
import { formatCount } from '../format/numbers.js';
import { Axes } from './axes.js';
import { Baselines, LABELS_BESIDE_FROM_PIXELS } from './baseline-labels.js';
import { BudgetLine } from './budget-line.js';
import type { FrontMark } from './front-marks.js';
import { type CostScale, type Frame, type FrontScales, frontScales, steppedPath } from './front-scales.js';
import { FrontTip } from './front-tip.js';
import { MarkList } from './mark-list.js';
import { nearest } from './nearest.js';
import { useWidth } from './use-width.js';

interface FrontPlotProps {
  /** Cheapest first; at least one. */
  readonly marks: readonly FrontMark[];
  readonly budgetMacs: number | null;
  readonly costScale: CostScale;
  readonly selected: number | undefined;
  readonly onSelect: (trial: number) => void;
}

/** How far from a mark the pointer may be, in pixels: a finger covers about 40. */
const REACH_PIXELS = 22;

/** Accuracy against MACs. The nearest mark answers to the pointer, so that small marks are easy to hit. */
export function FrontPlot({ marks, budgetMacs, costScale, selected, onSelect }: FrontPlotProps) {
  const [container, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number>();
  const named = marks.some((mark) => mark.role === 'baseline' && mark.trial.label !== null);
  const frame = frameOf(width, named);
  const scales = frontScales(marks, budgetMacs, costScale, frame);
  const places = marks.map((mark) => ({ x: scales.x(mark.macs), y: scales.y(mark.accuracy) }));
  const activeIndex = marks.findIndex((mark) => mark.trial.number === active);
  const [activeMark, activePlace] = [marks[activeIndex], places[activeIndex]];

  const trialAt = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const index = nearest(places, { x: event.clientX - box.left, y: event.clientY - box.top }, REACH_PIXELS);
    return index === undefined ? undefined : marks[index]?.trial.number;
  };
  const choose = (event: PointerEvent<SVGSVGElement>) => {
    const trial = trialAt(event);
    if (trial !== undefined) onSelect(trial);
  };

  return (
    <div className="plot front-plot" ref={container}>
      {width > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot hold a drawing
        <svg
          role="group"
          aria-label="Accuracy against multiply-adds"
          width={frame.width}
          height={frame.height}
          data-hit={activeMark === undefined ? undefined : ''}
          onPointerMove={(event) => setActive(trialAt(event))}
          onPointerLeave={() => setActive(undefined)}
          onPointerUp={choose}
        >
          <Axes frame={frame} {...scales} formatX={formatCount} formatY={percentTick} xLabel="MACs per image" yLabel="Accuracy" />
          {budgetMacs !== null && <BudgetLine macs={budgetMacs} x={scales.x} frame={frame} />}
          <path className="front-line" d={frontLine(marks, scales, budgetMacs, frame)} />
          <MarkList marks={marks} places={places} active={active} selected={selected} onActive={setActive} onSelect={onSelect} />
          <Baselines marks={marks} scales={scales} frame={frame} />
        </svg>
      )}
      {activeMark !== undefined && activePlace !== undefined && <FrontTip mark={activeMark} place={activePlace} frame={frame} />}
    </div>
  );
}

/** With room at the right for the names of baselines, unless that would take too much of a small screen. */
function frameOf(width: number, named: boolean): Frame {
  const height = Math.round(Math.min(440, Math.max(300, width * 0.58)));
  return { width, height, top: 30, right: named && width >= LABELS_BESIDE_FROM_PIXELS ? 116 : 16, bottom: 42, left: 52 };
}

/** The front ends at the budget, since nothing dearer was allowed; without one it goes on to the edge. */
function frontLine(marks: readonly FrontMark[], scales: FrontScales, budgetMacs: number | null, frame: Frame): string {
  const front = marks.filter((mark) => mark.role === 'front');
  const within = budgetMacs !== null && front.every((mark) => mark.macs <= budgetMacs);
  return steppedPath(front, scales, within ? scales.x(budgetMacs) : frame.width - frame.right);
}

function percentTick(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
