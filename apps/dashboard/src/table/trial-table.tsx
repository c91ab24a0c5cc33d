import { memo, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { MarkIcon } from '../front/mark-shape.js';
import { useStudy } from '../study/study-context.js';
import { levelOfRow } from '../trials/fidelity.js';
import { type Front, ROLE_NAMES, roleAt } from '../trials/front.js';
import { numberOf, stateOf, type TrialColumns } from '../trials/trial-columns.js';
import { SortHeading, type SortOrder } from '../ui/sort-heading.js';
import { type Column, cellText } from './columns.js';
import { rowWindow, scrollTopFor } from './row-window.js';

interface TrialTableProps {
  /** In the order shown. */
  readonly rows: Int32Array;
  readonly shown: readonly Column[];
  readonly front: Front;
  readonly order: SortOrder<string>;
  readonly onOrder: (order: SortOrder<string>) => void;
  readonly ticked: ReadonlySet<number>;
  readonly onTick: (trial: number) => void;
  readonly onFocus: (trial: number) => void;
}

/** As in table.css. */
const ROW_HEIGHT_PIXELS = 34;
/** Browsers draw nothing beyond about 33 million pixels; a longer table is scrolled in larger steps. */
const TALLEST_PIXELS = 12_000_000;

/** Every trial. Only the rows in view are drawn, so that a hundred thousand scroll as well as ten. */
export function TrialTable({ rows, shown, front, order, onOrder, ticked, onTick, onFocus }: TrialTableProps) {
  const { columns, focused } = useStudy();
  const [view, setView] = useState({ scrollTop: 0, height: 640 });
  const box = useRef<HTMLElement>(null);
  const rowHeight = Math.min(ROW_HEIGHT_PIXELS, TALLEST_PIXELS / Math.max(1, rows.length));
  const { start, end } = rowWindow(view.scrollTop, view.height, ROW_HEIGHT_PIXELS, rows.length);
  const place = focused === undefined ? -1 : rows.findIndex((row) => numberOf(columns, row) === focused);
  useEffect(() => {
    const element = box.current;
    if (element === null || place < 0) return;
    // The heading is sticky and takes one row of the view.
    element.scrollTop = scrollTopFor(place, element.scrollTop, element.clientHeight - ROW_HEIGHT_PIXELS, ROW_HEIGHT_PIXELS);
  }, [place]);
  return (
    <section
      className="table-box tall"
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys
      tabIndex={0}
      aria-label="Trial table"
      data-row-height={rowHeight}
      // At once, or a fast hand would see an empty table for a frame.
      onScroll={({ currentTarget: { scrollTop, clientHeight: height } }) => flushSync(() => setView({ scrollTop, height }))}
    >
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {shown.map((column) => (
              <SortHeading
                key={column.key}
                name={column.key}
                title={column.title}
                className={column.numeric ? 'numeric' : ''}
                descendingFirst={column.descendingFirst}
                order={order}
                onOrder={onOrder}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={start} columns={shown.length} />
          {Array.from(rows.subarray(start, end), (row, index) => (
            <Row
              key={row}
              row={row}
              rowIndex={start + index + 2}
              columns={columns}
              shown={shown}
              front={front}
              focused={numberOf(columns, row) === focused}
              ticked={ticked.has(numberOf(columns, row))}
              onTick={onTick}
              onFocus={onFocus}
            />
          ))}
          <Gap rows={rows.length - end} columns={shown.length} />
        </tbody>
      </table>
    </section>
  );
}

/** Room for rows that are not drawn. */
function Gap({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  if (rows === 0) return null;
  return (
    <tr className="gap">
      <td colSpan={columns} style={{ height: rows * ROW_HEIGHT_PIXELS }} />
    </tr>
  );
}

interface RowProps {
  readonly row: number;
  readonly rowIndex: number;
  readonly columns: TrialColumns;
  readonly shown: readonly Column[];
  readonly front: Front;
  readonly focused: boolean;
  readonly ticked: boolean;
  readonly onTick: (trial: number) => void;
  readonly onFocus: (trial: number) => void;
}

const Row = memo(function Row({ row, rowIndex, columns, shown, front, focused, ticked, onTick, onFocus }: RowProps) {
  const trial = numberOf(columns, row);
  const state = stateOf(columns, row);
  return (
    <tr aria-rowindex={rowIndex} data-trial={trial} aria-current={focused ? 'true' : undefined} onClick={() => onFocus(trial)}>
      {shown.map((column) =>
        column.key === 'number' ? (
          <td key={column.key} className="numeric">
            <span className="number-cell">
              <input
                type="checkbox"
                aria-label={`Select trial ${trial}`}
                checked={ticked}
                onChange={() => onTick(trial)}
                onClick={(event) => event.stopPropagation()}
              />
              <button type="button">
                {(state === 'complete' || state === 'pruned') && !Number.isNaN(columns.measures.accuracy[row]) ? (
                  <MarkIcon role={roleAt(front, row)} level={levelOfRow(columns, row)} />
                ) : (
                  <span className="mark-icon" />
                )}
                <span>{trial}</span>
                {state === 'complete' && roleAt(front, row) === 'front' && <span className="unseen"> {ROLE_NAMES.front}</span>}
              </button>
              {columns.labels.has(row) && <span className="row-label">{columns.labels.get(row)}</span>}
              {state !== 'complete' && (
                <span className={`state state-${state}`} title={columns.reasons.get(row)}>
                  {state}
                </span>
              )}
            </span>
          </td>
        ) : (
          <td key={column.key} className={column.numeric ? 'numeric' : undefined}>
            {cellText(column, row) ?? '–'}
          </td>
        ),
      )}
    </tr>
  );
});
