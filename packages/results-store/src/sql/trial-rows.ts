import { type Insertable, type Kysely, type OrderByModifiersCallbackExpression, type Selectable, sql, type Updateable } from 'kysely';
import {
  type CostRange,
  FRONT_COSTS,
  type FrontCost,
  type FrontQuery,
  type Trial,
  type TrialOrder,
  type TrialQuery,
} from '../records/trial.js';
import type { Schema, TrialsTable } from './schema.js';

/** Columns as `Trial` and back. */

export type TrialRow = Selectable<TrialsTable> & { readonly study: string };

export function trialColumns(trial: Trial): Omit<Insertable<TrialsTable>, 'id' | 'study_id'> {
  const { number, kind, label, state, attempt, worker, seed, accuracy, loss, seconds, reason } = trial;
  return {
    ...{ number, kind, label, state, attempt, worker, seed, accuracy, loss, seconds, reason },
    rerun_of: trial.rerunOf,
    planned_epochs: trial.plannedEpochs,
    parents_json: trial.parents.length === 0 ? null : JSON.stringify(trial.parents),
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

/** The columns that a transition changed. Fewer columns touch fewer indexes. */
export function changedColumns(before: Trial, after: Trial): Updateable<TrialsTable> {
  const old = trialColumns(before);
  return Object.fromEntries(Object.entries(trialColumns(after)).filter(([name, value]) => value !== old[name as keyof typeof old]));
}

export function trialFromRow(row: TrialRow): Trial {
  const { id, study, number, kind, label, state, attempt, worker, seed, accuracy, loss, seconds, reason } = row;
  return {
    ...{ id, study, number, kind, label, state, attempt, worker, seed, accuracy, loss, seconds, reason },
    rerunOf: row.rerun_of,
    plannedEpochs: row.planned_epochs,
    parents: row.parents_json === null ? [] : JSON.parse(row.parents_json),
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

/** The page is found in an index, by ids alone; only then its rows are read. */
export async function queryTrials(db: Kysely<Schema>, studyId: number, query: TrialQuery): Promise<Trial[]> {
  const { states, kinds, architectureHash, orderBy = 'number', direction = 'ascending', limit = NO_LIMIT, offset = 0 } = query;
  if (states?.length === 0 || kinds?.length === 0) return [];
  const column = ORDER_COLUMNS[orderBy];
  let ids = db.selectFrom('trials').select('trials.id').where('trials.study_id', '=', studyId);
  if (states !== undefined) ids = ids.where('trials.state', 'in', states);
  if (kinds !== undefined) ids = ids.where('trials.kind', 'in', kinds);
  if (architectureHash !== undefined) ids = ids.where('trials.architecture_hash', '=', architectureHash);
  const order: OrderByModifiersCallbackExpression = (item) => (direction === 'ascending' ? item.asc() : item.desc()).nullsLast();
  const page = await trialRows(db)
    .where('trials.id', 'in', ids.orderBy(column, order).orderBy('trials.number').limit(limit).offset(offset))
    .orderBy(column, order)
    .orderBy('trials.number')
    .execute();
  return page.map(trialFromRow);
}

const COST_COLUMNS = {
  macs: 'macs',
  params: 'params',
  activations: 'activations',
  weightsBytes: 'weights_bytes',
} as const satisfies Record<FrontCost, keyof TrialsTable>;

/**
 * One pass from the highest accuracy down, which is the order of an index: a trial is on the front when it costs less than all that are more accurate. Equals
 * are one group, so that they are kept or dropped together.
 */
export async function queryFront(db: Kysely<Schema>, studyId: number, query: FrontQuery): Promise<Trial[]> {
  const { cost = 'macs', kind = 'search', within = {} } = query;
  const ranges = FRONT_COSTS.map((key) => rangeCondition(key, within[key]));
  const column = sql.ref(COST_COLUMNS[cost]);
  const ids = sql<number>`(
    select id from (
      select id, ${column} as cost, min(${column}) over (
        order by accuracy desc, ${column} groups between unbounded preceding and 1 preceding
      ) as cheapest_above
      from trials where study_id = ${studyId} and kind = ${kind} and state = 'complete' ${sql.join(ranges, sql` `)}
    ) as swept where cheapest_above is null or cost < cheapest_above
  )`;
  const front = await trialRows(db).where('trials.id', 'in', ids).orderBy(COST_COLUMNS[cost]).orderBy('trials.number').execute();
  return front.map(trialFromRow);
}

/** Costs are whole numbers, and to PostgreSQL no whole number is infinite. */
function rangeCondition(key: FrontCost, range: CostRange | undefined) {
  if (range === undefined) return sql``;
  const column = sql.ref(COST_COLUMNS[key]);
  const above = range.most === Number.POSITIVE_INFINITY ? sql`` : sql`and ${column} <= ${Math.floor(range.most)}`;
  return sql`and ${column} >= ${Math.ceil(range.least)} ${above}`;
}
