import type { Axis } from '../trials/axes.js';
import type { TrialColumns } from '../trials/trial-columns.js';

/** What history is drawn against. */
export const HISTORY_AXES = ['number', 'startedAt', 'finishedAt'] as const;

/** A trial that was better than all before it. */
export interface Record {
  readonly row: number;
  readonly at: number;
  readonly value: number;
}

/** The records of a metric in the order of an axis; complete trials only, since a pruned one did not get as far. */
export function recordsOf(columns: TrialColumns, metric: Axis, order: Float64Array, counts: (row: number) => boolean): Record[] {
  const sign = metric.better === 'low' ? -1 : 1;
  const rows: number[] = [];
  for (let row = 0; row < columns.count; row++)
    if (counts(row) && !Number.isNaN(metric.values[row]) && !Number.isNaN(order[row])) rows.push(row);
  rows.sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
  const records: Record[] = [];
  for (const row of rows) {
    const value = metric.values[row] ?? 0;
    const last = records.at(-1);
    if (last === undefined || sign * value > sign * last.value) records.push({ row, at: order[row] ?? 0, value });
  }
  return records;
}
