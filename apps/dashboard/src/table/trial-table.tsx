import type { TrialRow } from 'isoflop/api';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { MarkRole } from '../plots/front-marks.js';
import { MarkIcon } from '../plots/mark-shape.js';
import { type Column, columnsOf } from './columns.js';
import { rowWindow, scrollTopFor } from './row-window.js';
import { type Sorting, sortingAfterClick, sortTrials } from './sort.js';

interface TrialTableProps {
  readonly trials: readonly TrialRow[];
  /** Of the trials that are in the plot. */
  readonly roles: ReadonlyMap<number, MarkRole>;
  readonly selected: number | undefined;
  readonly onSelect: (trial: number) => void;
}

/** As in table.css. */
const ROW_HEIGHT_PIXELS = 34;

/** Every trial. Only the rows in view are drawn, so that a hundred thousand scroll as well as ten. */
export function TrialTable({ trials, roles, selected, onSelect }: TrialTableProps) {
  const [sorting, setSorting] = useState<Sorting>({ key: 'number', direction: 'ascending' });
  const [view, setView] = useState({ scrollTop: 0, height: 600 });
  const box = useRef<HTMLElement>(null);
  const columns = useMemo(() => columnsOf(trials), [trials]);
  const sorted = useMemo(() => {
    const column = columns.find(({ key }) => key === sorting.key) ?? columns[0];
    return column === undefined ? [...trials] : sortTrials(trials, column, sorting.direction);
  }, [trials, columns, sorting]);
  const { start, end } = rowWindow(view.scrollTop, view.height, ROW_HEIGHT_PIXELS, sorted.length);

  const rowOfSelected = sorted.findIndex((trial) => trial.number === selected);
  useEffect(() => {
    const element = box.current;
    if (element === null || rowOfSelected < 0) return;
    // The heading is sticky and takes one row of the view.
    element.scrollTop = scrollTopFor(rowOfSelected, element.scrollTop, element.clientHeight - ROW_HEIGHT_PIXELS, ROW_HEIGHT_PIXELS);
  }, [rowOfSelected]);

  return (
    <section
      className="table-box"
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys
      tabIndex={0}
      aria-label="Trial table"
      onScroll={({ currentTarget }) => setView({ scrollTop: currentTarget.scrollTop, height: currentTarget.clientHeight })}
    >
      <table aria-rowcount={sorted.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={column.numeric ? 'numeric' : undefined}
                aria-sort={column.key === sorting.key ? sorting.direction : undefined}
              >
                <button type="button" onClick={() => setSorting(sortingAfterClick(sorting, column))}>
                  {column.title}
                  {column.key === sorting.key && <SortArrow direction={sorting.direction} />}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={start} columns={columns.length} />
          {sorted.slice(start, end).map((trial, index) => (
            <Row
              key={trial.number}
              rowIndex={start + index + 2}
              trial={trial}
              role={roles.get(trial.number)}
              columns={columns}
              selected={trial.number === selected}
              onSelect={onSelect}
            />
          ))}
          <Gap rows={sorted.length - end} columns={columns.length} />
        </tbody>
      </table>
    </section>
  );
}

function SortArrow({ direction }: { readonly direction: Sorting['direction'] }) {
  return (
    <svg className="sort-arrow" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
      <path d={direction === 'ascending' ? 'M0,7L4,1L8,7Z' : 'M0,1L4,7L8,1Z'} />
    </svg>
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
  readonly rowIndex: number;
  readonly trial: TrialRow;
  readonly role: MarkRole | undefined;
  readonly columns: readonly Column[];
  readonly selected: boolean;
  readonly onSelect: (trial: number) => void;
}

const Row = memo(function Row({ rowIndex, trial, role, columns, selected, onSelect }: RowProps) {
  return (
    <tr
      aria-rowindex={rowIndex}
      data-trial={trial.number}
      aria-current={selected ? 'true' : undefined}
      onClick={() => onSelect(trial.number)}
    >
      {columns.map((column) => {
        const value = column.value(trial);
        const text = value === null ? '–' : column.format(value);
        return (
          <td key={column.key} className={column.numeric ? 'numeric' : undefined}>
            {column.key === 'number' ? (
              <NumberCell text={text} trial={trial} role={role} />
            ) : column.key === 'state' ? (
              <StateCell trial={trial} />
            ) : (
              text
            )}
          </td>
        );
      })}
    </tr>
  );
});

function NumberCell({ text, trial, role }: { readonly text: string; readonly trial: TrialRow; readonly role: MarkRole | undefined }) {
  return (
    <button type="button" className="number-cell">
      {role === undefined ? <span className="mark-icon" /> : <MarkIcon role={role} />}
      <span>{text}</span>
      {role === 'front' && <span className="unseen"> on the front</span>}
      {trial.label !== null && <span className="row-label">{trial.label}</span>}
    </button>
  );
}

function StateCell({ trial }: { readonly trial: TrialRow }) {
  return (
    <span className={`state state-${trial.state}`} title={trial.reason ?? undefined}>
      {trial.state}
    </span>
  );
}
