import type { TableData } from '../save/table-data.js';
import { type Front, ROLE_NAMES, roleAt } from '../trials/front.js';
import { numberOf, type TrialColumns } from '../trials/trial-columns.js';

/** The marks of a front as a table. */
export function frontData(columns: TrialColumns, front: Front): TableData {
  const { measures } = columns;
  return {
    columns: ['trial', 'role', 'accuracy', front.cost, 'epochs'],
    rows: Array.from(front.rows, (row) => [
      numberOf(columns, row),
      ROLE_NAMES[roleAt(front, row)],
      measures.accuracy[row] ?? null,
      measures[front.cost][row] ?? null,
      measures.epochs[row] ?? null,
    ]),
  };
}
