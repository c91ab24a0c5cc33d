import type { Selectable } from 'kysely';
import { annotationAfter } from '../annotation-change.js';
import type { Annotation, AnnotationChange } from '../records/annotation.js';
import type { Schema } from './schema.js';
import type { Tx } from './sql-database.js';

/** The row of a study's own annotation; trials count from 1. */
const STUDY = 0;

export async function annotationsOf(tx: Tx, studyId: number): Promise<Annotation[]> {
  const rows = await tx.selectFrom('annotations').selectAll().where('study_id', '=', studyId).orderBy('trial_number').execute();
  return rows.map(annotationFromRow);
}

export async function annotateRow(
  tx: Tx,
  key: { readonly studyId: number; readonly trial: number | null },
  change: AnnotationChange,
  now: number,
): Promise<Annotation> {
  const place = { study_id: key.studyId, trial_number: key.trial ?? STUDY };
  const row = await tx
    .selectFrom('annotations')
    .selectAll()
    .where('study_id', '=', place.study_id)
    .where('trial_number', '=', place.trial_number)
    .executeTakeFirst();
  const annotation = annotationAfter(row && annotationFromRow(row), key.trial, change, now);
  const columns = { note: annotation.note, tags_json: JSON.stringify(annotation.tags), updated_at: now };
  await tx
    .insertInto('annotations')
    .values({ ...place, ...columns })
    .onConflict((conflict) => conflict.columns(['study_id', 'trial_number']).doUpdateSet(columns))
    .execute();
  return annotation;
}

function annotationFromRow({ trial_number, note, tags_json, updated_at }: Selectable<Schema['annotations']>): Annotation {
  return { trial: trial_number === STUDY ? null : trial_number, note, tags: JSON.parse(tags_json), updatedAt: updated_at };
}
