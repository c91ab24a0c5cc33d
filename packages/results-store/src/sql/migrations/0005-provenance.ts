import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from './column-types.js';

/** Who ran a trial, for good, and for how long; which trials it was made of. */
export function provenance({ whole }: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema.alterTable('trials').addColumn('worker', 'text').execute();
      await db.schema.alterTable('trials').addColumn('planned_epochs', whole).execute();
      await db.schema.alterTable('trials').addColumn('parents_json', 'text').execute();
    },
  };
}
