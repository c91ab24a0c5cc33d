import type { TrialWorker } from '../records/trial-worker.js';
import type { Tx } from './sql-database.js';

/** Rows are there while a worker runs the trial. */
export async function putTrialWorker(tx: Tx, trialId: number, worker: string, now: number): Promise<void> {
  await tx.insertInto('trial_workers').values({ trial_id: trialId, worker, heartbeat_at: now }).execute();
}

export async function touchTrialWorker(tx: Tx, trialId: number, now: number): Promise<void> {
  await tx.updateTable('trial_workers').set({ heartbeat_at: now }).where('trial_id', '=', trialId).execute();
}

export async function dropTrialWorker(tx: Tx, trialId: number): Promise<void> {
  await tx.deleteFrom('trial_workers').where('trial_id', '=', trialId).execute();
}

/** By trial number. */
export async function trialWorkersOf(tx: Tx, studyId: number): Promise<TrialWorker[]> {
  const rows = await tx
    .selectFrom('trial_workers')
    .innerJoin('trials', 'trials.id', 'trial_workers.trial_id')
    .select(['trial_id', 'number', 'attempt', 'trial_workers.worker', 'heartbeat_at'])
    .where('study_id', '=', studyId)
    .orderBy('number')
    .execute();
  return rows.map(({ trial_id, number, attempt, worker, heartbeat_at }) => ({
    ...{ trialId: trial_id, trial: number, attempt, worker, heartbeatAt: heartbeat_at },
  }));
}
