import { type KeyboardEvent, useId } from 'react';
import type { Point } from '../plots/frame.js';
import type { Role } from '../trials/front.js';
import { MarkShape } from './mark-shape.js';

/** A mark that is an element of its own, so that the keyboard and screen readers reach it. */
export interface ListedMark extends Point {
  /** The trial's number. */
  readonly trial: number;
  readonly role: Role;
  /** How far it came, where it was stopped early. */
  readonly level?: number | undefined;
  readonly cost: number;
  readonly accuracy: number;
  /** What it is, in a sentence. */
  readonly text: string;
  /** Not chosen while others are. */
  readonly faded: boolean;
}

interface MarkListProps {
  /** Cheapest first. */
  readonly marks: readonly ListedMark[];
  /** The trial under the pointer or the keyboard's cursor. */
  readonly active: number | undefined;
  readonly focused: number | undefined;
  readonly onActive: (trial: number | undefined) => void;
  readonly onFocus: (trial: number) => void;
}

/** Later ones are drawn on top. */
const DRAWING_ORDER: readonly Role[] = ['partial', 'infeasible', 'dominated', 'front', 'baseline', 'finalist'];

/** The marks as a list box: arrow keys go from the cheapest to the dearest, Enter chooses. */
export function MarkList({ marks, active, focused, onActive, onFocus }: MarkListProps) {
  const id = useId();
  const activeIndex = marks.findIndex((mark) => mark.trial === active);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = indexAfterKey(event.key, activeIndex, marks.length);
    if ((event.key === 'Enter' || event.key === ' ') && active !== undefined) onFocus(active);
    else if (event.key === 'Escape') onActive(undefined);
    else if (next !== undefined) onActive(marks[next]?.trial);
    else return;
    event.preventDefault();
  };
  const drawn = marks
    .map((mark, index) => ({ mark, index }))
    .sort((a, b) => DRAWING_ORDER.indexOf(a.mark.role) - DRAWING_ORDER.indexOf(b.mark.role));
  return (
    <g
      className="marks"
      role="listbox"
      tabIndex={0}
      aria-label="Trials by cost"
      aria-activedescendant={activeIndex < 0 ? undefined : `${id}-${active}`}
      onKeyDown={onKeyDown}
      onFocus={() => onActive(active ?? (marks.some(({ trial }) => trial === focused) ? focused : marks[0]?.trial))}
      onBlur={() => onActive(undefined)}
    >
      {drawn.map(({ mark, index }) => (
        <g
          key={mark.trial}
          id={`${id}-${mark.trial}`}
          role="option"
          aria-posinset={index + 1}
          aria-setsize={marks.length}
          aria-selected={mark.trial === focused}
          aria-label={mark.text}
          data-trial={mark.trial}
          data-role={mark.role}
          data-cost={mark.cost}
          data-accuracy={mark.accuracy}
          className={mark.faded ? 'faded' : undefined}
          transform={`translate(${mark.x},${mark.y})`}
        >
          <MarkShape role={mark.role} level={mark.level} />
        </g>
      ))}
    </g>
  );
}

function indexAfterKey(key: string, index: number, length: number): number | undefined {
  if (key === 'ArrowRight' || key === 'ArrowDown') return Math.min(index + 1, length - 1);
  if (key === 'ArrowLeft' || key === 'ArrowUp') return Math.max(index - 1, 0);
  if (key === 'Home') return 0;
  return key === 'End' ? length - 1 : undefined;
}
