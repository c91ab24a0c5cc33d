import type { Kysely, Selectable } from 'kysely';
import { UnknownStudyError } from '../errors.js';
import { runnerStatus, type StoreSettings } from '../lease.js';
import type { RunnerInfo } from '../records/runner.js';
import type { Study, StudyPosition, StudySummary } from '../records/study.js';
import { trialCounts } from '../trial-counts.js';
import type { Schema } from './schema.js';
import { queryTrials } from './trial-rows.js';

type StudyRow = Selectable<Schema['studies']>;

export function studyFromRow({ name, spec_json, state, request, created_at }: StudyRow): Study {
  return { name, spec: JSON.parse(spec_json), state, request, createdAt: created_at };
}

/** The row of a study, or the error that says which there are. */
export async function requireStudyRow(db: Kysely<Schema>, name: string, url: string): Promise<StudyRow> {
  const row = await named(db, name).selectAll().executeTakeFirst();
  return row ?? unknownStudy(db, name, url);
}

/** As `requireStudyRow`, without reading the long columns. */
export async function requireStudyId(db: Kysely<Schema>, name: string, url: string): Promise<number> {
  const row = await named(db, name).select('id').executeTakeFirst();
  return row?.id ?? unknownStudy(db, name, url);
}

/** The id of a study and the number of its last trial, 0 where it has none. */
export async function requireLastTrial(db: Kysely<Schema>, name: string, url: string): Promise<{ id: number; last: number }> {
  const row = await named(db, name)
    .select(({ selectFrom }) => [
      'id',
      selectFrom('trials')
        .select(({ fn }) => fn.max('number').as('last'))
        .whereRef('trials.study_id', '=', 'studies.id')
        .as('last'),
    ])
    .executeTakeFirst();
  return row === undefined ? unknownStudy(db, name, url) : { id: row.id, last: row.last ?? 0 };
}

export async function studyPosition(db: Kysely<Schema>, name: string, url: string, settings: StoreSettings): Promise<StudyPosition> {
  const row = await positionRows(db).where('name', '=', nameAsText(name)).executeTakeFirst();
  return row === undefined ? unknownStudy(db, name, url) : positionFromRow(row, settings);
}

/** Of every study, newest first. */
export async function studyPositions(db: Kysely<Schema>, settings: StoreSettings): Promise<StudyPosition[]> {
  const rows = await positionRows(db).orderBy('studies.id', 'desc').execute();
  return rows.map((row) => positionFromRow(row, settings));
}

function positionRows(db: Kysely<Schema>) {
  return db
    .selectFrom('studies')
    .leftJoin('runners', 'runners.study_id', 'studies.id')
    .select(['name', 'created_at', 'pid', 'host', 'acquired_at', 'heartbeat_at'])
    .select(({ selectFrom }) => [
      selectFrom('events')
        .select(({ fn }) => fn.max('events.id').as('event'))
        .whereRef('events.study_id', '=', 'studies.id')
        .as('event'),
      selectFrom('trials')
        .select(({ fn }) => fn.max('number').as('trial'))
        .whereRef('trials.study_id', '=', 'studies.id')
        .as('trial'),
    ]);
}

type PositionRow = Awaited<ReturnType<ReturnType<typeof positionRows>['execute']>>[number];

function positionFromRow({ name, created_at, event, trial, ...row }: PositionRow, settings: StoreSettings): StudyPosition {
  const { pid, host, acquired_at, heartbeat_at } = row;
  const held = pid !== null && host !== null && acquired_at !== null && heartbeat_at !== null;
  const runner = held ? runnerStatus({ pid, host, acquiredAt: acquired_at, heartbeatAt: heartbeat_at }, settings) : undefined;
  return { name, createdAt: created_at, lastEvent: event ?? 0, lastTrial: trial ?? 0, runner };
}

function named(db: Kysely<Schema>, name: string) {
  return db.selectFrom('studies').where('name', '=', nameAsText(name));
}

/** PostgreSQL refuses text with the character U+0000, which no study's name has. */
function nameAsText(name: string): string {
  return name.replaceAll('\u0000', '\n');
}

async function unknownStudy(db: Kysely<Schema>, name: string, url: string): Promise<never> {
  const others = await db.selectFrom('studies').select('name').orderBy('id', 'desc').execute();
  const names = others.map((other) => other.name);
  throw new UnknownStudyError(name, names, url);
}

export async function runnerOf(db: Kysely<Schema>, studyId: number): Promise<(RunnerInfo & { token: number }) | undefined> {
  const row = await db.selectFrom('runners').selectAll().where('study_id', '=', studyId).executeTakeFirst();
  return row && { pid: row.pid, host: row.host, acquiredAt: row.acquired_at, heartbeatAt: row.heartbeat_at, token: row.token };
}

/** Of every study, newest first. */
export async function studySummaries(db: Kysely<Schema>, settings: StoreSettings): Promise<StudySummary[]> {
  const rows = await db.selectFrom('studies').selectAll().orderBy('id', 'desc').execute();
  return summariesOf(db, rows, await countedTrials(db).execute(), settings);
}

export async function studySummary(db: Kysely<Schema>, row: StudyRow, settings: StoreSettings): Promise<StudySummary> {
  const counted = await countedTrials(db).where('study_id', '=', row.id).execute();
  const [summary] = await summariesOf(db, [row], counted, settings);
  return summary!;
}

function countedTrials(db: Kysely<Schema>) {
  return db
    .selectFrom('trials')
    .select(({ fn }) => ['study_id', 'kind', 'state', fn.countAll<number>().as('count')])
    .groupBy(['study_id', 'kind', 'state']);
}

type CountedTrials = Awaited<ReturnType<ReturnType<typeof countedTrials>['execute']>>;

async function summariesOf(db: Kysely<Schema>, rows: readonly StudyRow[], counted: CountedTrials, settings: StoreSettings) {
  const summaries: StudySummary[] = [];
  for (const row of rows) {
    const [best] = await queryTrials(db, row.id, {
      kinds: ['search'],
      states: ['complete'],
      orderBy: 'accuracy',
      direction: 'descending',
      limit: 1,
    });
    const holder = await runnerOf(db, row.id);
    const counts = trialCounts(counted.filter((count) => count.study_id === row.id));
    summaries.push({ ...studyFromRow(row), counts, best, runner: holder && runnerStatus(holder, settings) });
  }
  return summaries;
}
