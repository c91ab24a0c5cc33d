import { finiteOrNull } from '../checks.js';
import type { MetricReport } from '../records/metric.js';
import type { Tx } from './sql-database.js';

/** Rows of one statement, well below the number of parameters that either database takes. */
const ROWS_AT_ONCE = 500;

/** Records values; a later one of the same epoch and name replaces the earlier. */
export async function putMetrics(tx: Tx, trialId: number, metrics: readonly MetricReport[]): Promise<void> {
  const latest = new Map(metrics.map((metric) => [`${metric.epoch} ${metric.name}`, metric]));
  const rows = [...latest.values()].map(({ epoch, name, value, seconds }) => ({
    ...{ trial_id: trialId, epoch, name, value: finiteOrNull(value), seconds: finiteOrNull(seconds) },
  }));
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await tx
      .insertInto('metrics')
      .values(rows.slice(start, start + ROWS_AT_ONCE))
      .onConflict((conflict) =>
        conflict
          .columns(['trial_id', 'epoch', 'name'])
          .doUpdateSet(({ ref }) => ({ value: ref('excluded.value'), seconds: ref('excluded.seconds') })),
      )
      .execute();
  }
}
