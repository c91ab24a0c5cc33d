import { type BriefQuery, briefOf, type TrialBrief } from '../records/trial-brief.js';
import type { Tx } from './sql-database.js';
import { trialFromRow, trialRows } from './trial-rows.js';

/** For a database whose driver reads rows quickly. */
export async function queryBriefRows(tx: Tx, studyId: number, query: BriefQuery): Promise<TrialBrief[]> {
  const rows = trialRows(tx).where('trials.study_id', '=', studyId).orderBy('trials.number');
  if ('numbers' in query) {
    if (query.numbers.length === 0) return [];
    return (await rows.where('trials.number', 'in', [...query.numbers]).execute()).map((row) => briefOf(trialFromRow(row)));
  }
  return (await rows.where('trials.number', '>', query.after).limit(query.limit).execute()).map((row) => briefOf(trialFromRow(row)));
}
