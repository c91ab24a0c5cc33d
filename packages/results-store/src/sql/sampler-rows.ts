import { checkWhole, encodeJson } from '../checks.js';
import type { Json } from '../records/json.js';
import type { SamplerRecord } from '../records/sampler-record.js';
import type { Tx } from './sql-database.js';

/** Of one statement. */
const ROWS = 500;

/** Saves a state unless it is undefined, and the records given. */
export async function saveSampler(tx: Tx, studyId: number, state: unknown, records: readonly SamplerRecord[] = []): Promise<void> {
  if (state !== undefined) {
    const text = encodeJson('sampler state', state);
    await tx.updateTable('studies').set({ sampler_state_json: text }).where('id', '=', studyId).execute();
  }
  // Of two records of one index the later counts; one statement may not change a row twice.
  const rows = new Map<number, { study_id: number; index: number; record_json: string }>();
  for (const { index, record } of records) {
    checkWhole('sampler record.index', index);
    rows.set(index, { study_id: studyId, index, record_json: encodeJson('sampler record', record) });
  }
  const all = [...rows.values()];
  for (let start = 0; start < all.length; start += ROWS) await putRecords(tx, all.slice(start, start + ROWS));
}

async function putRecords(tx: Tx, rows: { study_id: number; index: number; record_json: string }[]): Promise<void> {
  await tx
    .insertInto('sampler_records')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['study_id', 'index']).doUpdateSet(({ ref }) => ({ record_json: ref('excluded.record_json') })),
    )
    .execute();
}

export async function samplerRecordsOf(tx: Tx, studyId: number): Promise<{ index: number; record: Json }[]> {
  const rows = await tx.selectFrom('sampler_records').selectAll().where('study_id', '=', studyId).orderBy('index').execute();
  return rows.map(({ index, record_json }) => ({ index, record: JSON.parse(record_json) }));
}
