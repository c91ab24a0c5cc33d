import { useStudy } from '../study/study-context.js';
import { numberOf, rowOf } from '../trials/trial-columns.js';
import { DataTable } from '../ui/data-table.js';

/** More columns than these cannot be read side by side. */
const MOST_COMPARED = 12;

/** Trials side by side: only what differs between them. */
export function CompareTrials({ trials }: { readonly trials: readonly number[] }) {
  const { columns, axes } = useStudy();
  const rows = trials
    .slice(0, MOST_COMPARED)
    .map((trial) => rowOf(columns, trial))
    .filter((row) => row !== undefined);
  const differing = axes.filter(
    ({ key, values }) => key !== 'number' && !key.endsWith('At') && new Set(rows.map((row) => values[row])).size > 1,
  );
  return (
    <section aria-labelledby="compare-title" className="compare">
      <h4 id="compare-title">
        {rows.length} trials side by side{trials.length > MOST_COMPARED ? ` (the first of ${trials.length})` : ''}: what differs
      </h4>
      <DataTable
        caption="Selected trials side by side"
        data={{
          columns: ['Setting', ...rows.map((row) => `Trial ${numberOf(columns, row)}`)],
          rows: differing.map(({ title, values, format }) => [
            title,
            ...rows.map((row) => (Number.isNaN(values[row]) ? null : format(values[row] ?? 0))),
          ]),
        }}
      />
    </section>
  );
}
