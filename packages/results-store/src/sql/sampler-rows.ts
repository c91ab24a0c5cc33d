import { checkWhole, encodeJson } from '../checks.js';
import type { Json } from '../records/json.js';
import type { SamplerRecord } from '../records/sampler-record.js';
import type { Tx } from './sql-database.js';

/** Saves a state unless it is undefined, and the records given. */
export async function saveSampler(tx: Tx, studyId: number, state: unknown, records: readonly SamplerRecord[] = []): Promise<void> {
  if (state !== undefined) {
    const text = encodeJson('sampler state', state);
    await tx.updateTable('studies').set({ sampler_state_json: text }).where('id', '=', studyId).execute();
  }
  for (const { index, record } of records) {
    checkWhole('sampler record.index', index);
    const columns = { record_json: encodeJson('sampler record', record) };
    await tx
      .insertInto('sampler_records')
      .values({ study_id: studyId, index, ...columns })
      .onConflict((conflict) => conflict.columns(['study_id', 'index']).doUpdateSet(columns))
      .execute();
  }
}

export async function samplerRecordsOf(tx: Tx, studyId: number): Promise<{ index: number; record: Json }[]> {
  const rows = await tx.selectFrom('sampler_records').selectAll().where('study_id', '=', studyId).orderBy('index').execute();
  return rows.map(({ index, record_json }) => ({ index, record: JSON.parse(record_json) }));
}
