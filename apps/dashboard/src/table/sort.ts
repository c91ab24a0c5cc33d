import type { TrialRow } from 'isoflop/api';
import type { Cell, Column } from './columns.js';

export interface Sorting {
  readonly key: string;
  readonly direction: 'ascending' | 'descending';
}

/** Sorted trials. Those without a value come last in both directions, and equals go by number, as in the store. */
export function sortTrials(trials: readonly TrialRow[], column: Column, direction: Sorting['direction']): TrialRow[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return trials
    .map((trial) => ({ trial, value: column.value(trial) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null)
        return Number(a.value === null) - Number(b.value === null) || a.trial.number - b.trial.number;
      return sign * compare(a.value, b.value) || a.trial.number - b.trial.number;
    })
    .map(({ trial }) => trial);
}

/** The sorting after a click on a column's heading: the other way round if it is sorted by already. */
export function sortingAfterClick(before: Sorting, column: Column): Sorting {
  if (before.key !== column.key) return { key: column.key, direction: column.firstDirection };
  return { key: column.key, direction: before.direction === 'ascending' ? 'descending' : 'ascending' };
}

function compare(a: Exclude<Cell, null>, b: Exclude<Cell, null>): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}
