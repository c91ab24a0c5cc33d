import type { Artifact, ArtifactInput } from '../records/artifact.js';
import type { Tx } from './sql-database.js';

/** Records artifacts; the same path again replaces the record and keeps its place. */
export async function putArtifacts(tx: Tx, trialId: number, artifacts: readonly ArtifactInput[], now: number): Promise<void> {
  for (const { kind, path, sha256, bytes } of artifacts) {
    const columns = { kind, sha256, bytes, created_at: now };
    await tx
      .insertInto('artifacts')
      .values({ trial_id: trialId, path, ...columns })
      .onConflict((conflict) => conflict.columns(['trial_id', 'path']).doUpdateSet(columns))
      .execute();
  }
}

export async function artifactsOf(tx: Tx, trialId: number): Promise<Artifact[]> {
  const rows = await tx.selectFrom('artifacts').selectAll().where('trial_id', '=', trialId).orderBy('id').execute();
  return rows.map(({ kind, path, sha256, bytes, created_at }) => ({ kind, path, sha256, bytes, trialId, createdAt: created_at }));
}

/** Of the artifacts of a study, those that no other study names, sorted. */
export async function pathsOfNoOther(tx: Tx, studyId: number): Promise<string[]> {
  const named = tx.selectFrom('artifacts').innerJoin('trials', 'trials.id', 'artifacts.trial_id').select('path').distinct();
  const others = named.where('study_id', '<>', studyId);
  const rows = await named.where('study_id', '=', studyId).where('path', 'not in', others).execute();
  return rows.map(({ path }) => path).sort();
}
