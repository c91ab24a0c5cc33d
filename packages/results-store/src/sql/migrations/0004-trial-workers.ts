import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from './column-types.js';

/** Which trials are run by workers, and when those were last heard of. */
export function trialWorkers({ whole }: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('trial_workers')
        .addColumn('trial_id', whole, (column) => column.primaryKey().references('trials.id').onDelete('cascade'))
        .addColumn('worker', 'text', (column) => column.notNull())
        .addColumn('heartbeat_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  };
}
