import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from './column-types.js';

/** What makes a study of 100,000 trials quick to read and to add to; notes and tags; contents of artifacts in the database. */
export function largeStudies(types: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await indexTrials(db);
      await createSamplerRecords(db, types);
      await createAnnotations(db, types);
      await createContents(db, types);
    },
  };
}

const ORDERED_BY = ['accuracy', 'loss', 'macs', 'params', 'activations', 'weights_bytes', 'seconds', 'images_per_second'] as const;

async function indexTrials(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('trials_study_state_accuracy').execute();
  // Covers counts by kind and state, the best trial and the Pareto fronts.
  await db.schema
    .createIndex('trials_front')
    .on('trials')
    .columns(['study_id', 'kind', 'state', 'accuracy desc', 'macs', 'params', 'activations', 'weights_bytes'])
    .execute();
  await db.schema.createIndex('trials_number').on('trials').columns(['study_id', 'number', 'state', 'kind']).execute();
  for (const column of ORDERED_BY) {
    await db.schema.createIndex(`trials_${column}`).on('trials').columns(['study_id', column, 'number']).execute();
  }
}

async function createSamplerRecords(db: Kysely<unknown>, { whole }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('sampler_records')
    .addColumn('study_id', whole, (column) => column.notNull().references('studies.id').onDelete('cascade'))
    .addColumn('index', whole, (column) => column.notNull())
    .addColumn('record_json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('sampler_records_key', ['study_id', 'index'])
    .execute();
}

async function createAnnotations(db: Kysely<unknown>, { whole }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('annotations')
    .addColumn('study_id', whole, (column) => column.notNull().references('studies.id').onDelete('cascade'))
    // 0 is the study itself: a key cannot hold null.
    .addColumn('trial_number', whole, (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('tags_json', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('annotations_key', ['study_id', 'trial_number'])
    .execute();
}

async function createContents(db: Kysely<unknown>, { bytes }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('contents')
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('content', bytes, (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('artifacts_sha256').on('artifacts').column('sha256').execute();
}
