import { encodeJson } from '../checks.js';
import type { RestoredRecords, RestoredTrial } from '../records/restored.js';
import { putArtifacts } from './artifact-rows.js';
import { putMetrics } from './metric-rows.js';
import { saveSampler } from './sampler-rows.js';
import type { Tx } from './sql-database.js';
import { trialColumns } from './trial-rows.js';

/** Writes records as they are. */
export async function restoreRows(tx: Tx, studyId: number, study: string, records: RestoredRecords): Promise<void> {
  for (const { hash, architecture } of records.architectures ?? []) {
    const row = { hash, architecture_json: encodeJson('trial.architecture', architecture) };
    await tx
      .insertInto('architectures')
      .values(row)
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute();
  }
  for (const trial of records.trials ?? []) await restoreTrial(tx, studyId, study, trial);
  await saveSampler(tx, studyId, undefined, records.samplerRecords);
  for (const { trial, note, tags, updatedAt } of records.annotations ?? []) {
    const row = { study_id: studyId, trial_number: trial ?? 0, note, tags_json: JSON.stringify(tags), updated_at: updatedAt };
    await tx.insertInto('annotations').values(row).execute();
  }
  for (const { trial, kind, data, at } of records.events ?? []) {
    const row = { study_id: studyId, trial_number: trial, kind, data_json: JSON.stringify(data), at };
    await tx.insertInto('events').values(row).execute();
  }
}

async function restoreTrial(tx: Tx, studyId: number, study: string, { metrics, artifacts, ...trial }: RestoredTrial): Promise<void> {
  const columns = { study_id: studyId, ...trialColumns({ ...trial, id: 0, study }) };
  const { id } = await tx.insertInto('trials').values(columns).returning('id').executeTakeFirstOrThrow();
  const reports = metrics.map(({ epoch, name, value, seconds }) => ({
    ...{ epoch, name, value: value ?? Number.NaN, ...(seconds !== null && { seconds }) },
  }));
  await putMetrics(tx, id, reports);
  for (const artifact of artifacts) await putArtifacts(tx, id, [artifact], artifact.createdAt);
}
