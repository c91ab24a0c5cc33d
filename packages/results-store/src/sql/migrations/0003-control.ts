import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from './column-types.js';

/** What is asked of a study's runner from outside; trials that measure another one again. */
export function control({ whole }: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema.alterTable('studies').addColumn('request', 'text').execute();
      await db.schema.alterTable('trials').addColumn('rerun_of', whole).execute();
    },
  };
}
