import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { Trial, TrialOrder, TrialQuery } from '../records/trial.js';
import type { Schema, TrialsTable } from './schema.js';

/** Columns as `Trial` and back. */

type TrialRow = Selectable<TrialsTable> & { readonly study: string };

export function trialColumns(trial: Trial): Omit<Insertable<TrialsTable>, 'id' | 'study_id'> {
  const { number, kind, label, state, attempt, seed, accuracy, loss, seconds, reason } = trial;
  return {
    ...{ number, kind, label, state, attempt, seed, accuracy, loss, seconds, reason },
    params_json: JSON.stringify(trial.params),
    architecture_hash: trial.architectureHash,
    macs: trial.cost.macs,
    params: trial.cost.params,
    activations: trial.cost.activations,
    weights_bytes: trial.cost.weightsBytes,
    images_per_second: trial.imagesPerSecond,
    log_tail: trial.logTail,
    facts_json: trial.facts && JSON.stringify(trial.facts),
    created_at: trial.createdAt,
    started_at: trial.startedAt,
    finished_at: trial.finishedAt,
  };
}

export function trialFromRow(row: TrialRow): Trial {
  const { id, study, number, kind, label, state, attempt, seed, accuracy, loss, seconds, reason } = row;
  return {
    ...{ id, study, number, kind, label, state, attempt, seed, accuracy, loss, seconds, reason },
    params: JSON.parse(row.params_json),
    architectureHash: row.architecture_hash,
    cost: { macs: row.macs, params: row.params, activations: row.activations, weightsBytes: row.weights_bytes },
    imagesPerSecond: row.images_per_second,
    logTail: row.log_tail,
    facts: row.facts_json === null ? null : JSON.parse(row.facts_json),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** Trials with the name of their study, as `trialFromRow` takes them. */
export function trialRows(db: Kysely<Schema>) {
  return db.selectFrom('trials').innerJoin('studies', 'studies.id', 'trials.study_id').selectAll('trials').select('studies.name as study');
}

const ORDER_COLUMNS = {
  number: 'trials.number',
  accuracy: 'trials.accuracy',
  loss: 'trials.loss',
  macs: 'trials.macs',
  params: 'trials.params',
  activations: 'trials.activations',
  weightsBytes: 'trials.weights_bytes',
  seconds: 'trials.seconds',
  imagesPerSecond: 'trials.images_per_second',
} as const satisfies Record<TrialOrder, `trials.${string}`>;

/** SQLite takes an offset only together with a limit. */
const NO_LIMIT = 2 ** 31 - 1;

export async function queryTrials(db: Kysely<Schema>, studyId: number, query: TrialQuery): Promise<Trial[]> {
  const { states, kinds, architectureHash, orderBy = 'number', direction = 'ascending', limit = NO_LIMIT, offset = 0 } = query;
  const column = ORDER_COLUMNS[orderBy];
  let rows = trialRows(db).where('trials.study_id', '=', studyId);
  if (states?.length === 0 || kinds?.length === 0) return [];
  if (states !== undefined) rows = rows.where('trials.state', 'in', states);
  if (kinds !== undefined) rows = rows.where('trials.kind', 'in', kinds);
  if (architectureHash !== undefined) rows = rows.where('trials.architecture_hash', '=', architectureHash);
  const page = await rows
    .orderBy(sql`${sql.ref(column)} is null`)
    .orderBy(column, direction === 'ascending' ? 'asc' : 'desc')
    .orderBy('trials.number')
    .limit(limit)
    .offset(offset)
    .execute();
  return page.map(trialFromRow);
}
