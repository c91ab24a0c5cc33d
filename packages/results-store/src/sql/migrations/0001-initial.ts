import type { Kysely, Migration } from 'kysely';
import type { ColumnTypes } from './column-types.js';

/** Whole numbers that may be large are `bigint` in both databases; to SQLite it is the same as integer. */
export function initial(types: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await createStudies(db, types);
      await createTrials(db, types);
      await createMeasurements(db, types);
      await createHistory(db, types);
    },
  };
}

async function createStudies(db: Kysely<unknown>, { identity, whole }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('studies')
    .addColumn('id', whole, identity)
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('spec_json', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('sampler_state_json', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('runners')
    .addColumn('study_id', whole, (column) => column.primaryKey().references('studies.id').onDelete('cascade'))
    .addColumn('token', whole, (column) => column.notNull())
    .addColumn('pid', whole, (column) => column.notNull())
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('acquired_at', 'bigint', (column) => column.notNull())
    .addColumn('heartbeat_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('architectures')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('architecture_json', 'text', (column) => column.notNull())
    .execute();
}

async function createTrials(db: Kysely<unknown>, { identity, whole }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('trials')
    .addColumn('id', whole, identity)
    .addColumn('study_id', whole, (column) => column.notNull().references('studies.id').onDelete('cascade'))
    .addColumn('number', whole, (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('label', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempt', whole, (column) => column.notNull())
    .addColumn('lost_attempts', whole, (column) => column.notNull().defaultTo(0))
    .addColumn('params_json', 'text', (column) => column.notNull())
    .addColumn('architecture_hash', 'text', (column) => column.notNull().references('architectures.hash'))
    .addColumn('seed', 'bigint', (column) => column.notNull())
    .addColumn('macs', 'bigint', (column) => column.notNull())
    .addColumn('params', 'bigint', (column) => column.notNull())
    .addColumn('activations', 'bigint', (column) => column.notNull())
    .addColumn('weights_bytes', 'bigint', (column) => column.notNull())
    .addColumn('accuracy', 'double precision')
    .addColumn('loss', 'double precision')
    .addColumn('seconds', 'double precision')
    .addColumn('images_per_second', 'double precision')
    .addColumn('reason', 'text')
    .addColumn('log_tail', 'text')
    .addColumn('facts_json', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .addUniqueConstraint('trials_study_number', ['study_id', 'number'])
    .execute();
  await db.schema.createIndex('trials_study_state_accuracy').on('trials').columns(['study_id', 'state', 'accuracy']).execute();
  await db.schema.createIndex('trials_architecture').on('trials').column('architecture_hash').execute();
}

async function createMeasurements(db: Kysely<unknown>, { identity, whole, byteText }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('metrics')
    .addColumn('trial_id', whole, (column) => column.notNull().references('trials.id').onDelete('cascade'))
    .addColumn('epoch', whole, (column) => column.notNull())
    .addColumn('name', byteText, (column) => column.notNull())
    .addColumn('value', 'double precision')
    .addColumn('seconds', 'double precision')
    .addPrimaryKeyConstraint('metrics_key', ['trial_id', 'epoch', 'name'])
    .execute();
  await db.schema
    .createTable('artifacts')
    .addColumn('id', whole, identity)
    .addColumn('trial_id', whole, (column) => column.notNull().references('trials.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('artifacts_trial_path', ['trial_id', 'path'])
    .execute();
}

async function createHistory(db: Kysely<unknown>, { identity, whole }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('events')
    .addColumn('id', whole, identity)
    .addColumn('study_id', whole, (column) => column.notNull().references('studies.id').onDelete('cascade'))
    .addColumn('trial_number', whole)
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('data_json', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('events_study').on('events').columns(['study_id', 'id']).execute();
}
