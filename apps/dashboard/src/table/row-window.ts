/** Which rows are drawn: from `start` up to, and without, `end`. */
export interface RowWindow {
  readonly start: number;
  readonly end: number;
}

/** Rows above and below the visible part that are drawn as well, so that scrolling shows no gaps. */
const OVERSCAN_ROWS = 12;

/** The rows of equal height that are in view, and a few more. Lengths in pixels. */
export function rowWindow(scrollTop: number, viewHeight: number, rowHeight: number, rows: number): RowWindow {
  const first = Math.floor(scrollTop / rowHeight) - OVERSCAN_ROWS;
  const last = Math.ceil((scrollTop + viewHeight) / rowHeight) + OVERSCAN_ROWS;
  const start = Math.min(Math.max(0, first), Math.max(0, rows - 1));
  return { start, end: Math.min(rows, Math.max(last, start + 1)) };
}

/** Where to scroll so that a row is in view: where it is already if it is, or else the least way. */
export function scrollTopFor(index: number, scrollTop: number, viewHeight: number, rowHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - viewHeight);
}
