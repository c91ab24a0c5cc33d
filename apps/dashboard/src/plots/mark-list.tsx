import { type KeyboardEvent, useId } from 'react';
import type { FrontMark, MarkRole } from './front-marks.js';
import { describeMark } from './front-tip.js';
import { MarkShape } from './mark-shape.js';
import type { Point } from './nearest.js';

interface MarkListProps {
  /** Cheapest first. */
  readonly marks: readonly FrontMark[];
  /** In pixels, of each mark. */
  readonly places: readonly Point[];
  /** The trial under the pointer or the keyboard's cursor. */
  readonly active: number | undefined;
  readonly selected: number | undefined;
  readonly onActive: (trial: number | undefined) => void;
  readonly onSelect: (trial: number) => void;
}

/** Later ones are drawn on top. */
const DRAWING_ORDER: Readonly<Record<MarkRole, number>> = { dominated: 0, front: 1, baseline: 2, finalist: 3 };

/** The marks as a list box: arrow keys go from the cheapest to the dearest, Enter selects. */
export function MarkList({ marks, places, active, selected, onActive, onSelect }: MarkListProps) {
  const id = useId();
  const activeIndex = marks.findIndex((mark) => mark.trial.number === active);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = indexAfterKey(event.key, activeIndex, marks.length);
    if ((event.key === 'Enter' || event.key === ' ') && active !== undefined) onSelect(active);
    else if (event.key === 'Escape') onActive(undefined);
    else if (next !== undefined) onActive(marks[next]?.trial.number);
    else return;
    event.preventDefault();
  };
  const drawn = marks.map((mark, index) => ({ mark, index })).sort((a, b) => DRAWING_ORDER[a.mark.role] - DRAWING_ORDER[b.mark.role]);
  return (
    <g
      className="marks"
      role="listbox"
      tabIndex={0}
      aria-label="Trials by cost"
      aria-activedescendant={activeIndex < 0 ? undefined : `${id}-${active}`}
      onKeyDown={onKeyDown}
      onFocus={() => onActive(active ?? selected ?? marks[0]?.trial.number)}
      onBlur={() => onActive(undefined)}
    >
      {drawn.map(({ mark, index }) => {
        const { number } = mark.trial;
        return (
          <g
            key={number}
            id={`${id}-${number}`}
            role="option"
            aria-posinset={index + 1}
            aria-setsize={marks.length}
            aria-selected={number === selected}
            aria-label={describeMark(mark)}
            data-trial={number}
            data-role={mark.role}
            data-macs={mark.macs}
            data-accuracy={mark.accuracy}
            transform={`translate(${places[index]?.x},${places[index]?.y})`}
          >
            {number === selected && <circle className="ring ring-selected" r={11} />}
            {number === active && number !== selected && <circle className="ring" r={11} />}
            <MarkShape role={mark.role} />
          </g>
        );
      })}
    </g>
  );
}

function indexAfterKey(key: string, index: number, length: number): number | undefined {
  if (key === 'ArrowRight' || key === 'ArrowDown') return Math.min(index + 1, length - 1);
  if (key === 'ArrowLeft' || key === 'ArrowUp') return Math.max(index - 1, 0);
  if (key === 'Home') return 0;
  return key === 'End' ? length - 1 : undefined;
}
