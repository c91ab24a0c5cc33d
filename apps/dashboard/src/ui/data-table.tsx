import { useState } from 'react';
import type { TableData } from '../save/table-data.js';

const ROWS_PER_PAGE = 100;

/** A plain table, in pages; numbers flush right. */
export function DataTable({ data: { columns, rows }, caption }: { readonly data: TableData; readonly caption: string }) {
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_PER_PAGE));
  const start = Math.min(page, pages - 1) * ROWS_PER_PAGE;
  const shown = rows.slice(start, start + ROWS_PER_PAGE);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable for the arrow keys */}
      <section className="table-box" tabIndex={0} aria-label={caption}>
        <table>
          <caption className="unseen">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column, i) => (
                <th key={column} scope="col" className={`plain ${typeof shown[0]?.[i] === 'number' ? 'numeric' : ''}`}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, r) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place
              <tr key={start + r} className="plain">
                {row.map((cell, i) => (
                  <td key={columns[i]} className={typeof cell === 'number' ? 'numeric' : undefined}>
                    {typeof cell === 'number' ? written(cell) : (cell ?? '–')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {pages > 1 && (
        <p className="pager">
          <button type="button" disabled={start === 0} onClick={() => setPage(page - 1)}>
            Before
          </button>
          <span>
            {start + 1}–{start + shown.length} of {rows.length}
          </span>
          <button type="button" disabled={start + ROWS_PER_PAGE >= rows.length} onClick={() => setPage(page + 1)}>
            Next
          </button>
        </p>
      )}
    </>
  );
}

function written(value: number): string {
  if (Number.isNaN(value)) return '–';
  return Number.isInteger(value) ? value.toLocaleString('en') : String(Number(value.toPrecision(6)));
}
