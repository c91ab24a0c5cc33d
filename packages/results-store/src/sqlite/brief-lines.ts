import { sql } from 'kysely';
import { type BriefQuery, numberOrNull, type TrialBrief } from '../records/trial-brief.js';
import type { Tx } from '../sql/sql-database.js';

/** Seventeen digits tell any two doubles apart; SQLite's own JSON has fifteen. Null for what is no number. */
const exact = (column: string) =>
  sql`iif(typeof(${sql.ref(column)}) in ('integer', 'real'), json(format('%!.17g', ${sql.ref(column)})), null)`;

/**
 * Trials as one JSON text, which SQLite writes and V8 reads in a fraction of the time that rows of the driver take: each of their values is a call from C++
 * into JavaScript.
 */
export async function queryBriefLines(tx: Tx, studyId: number, query: BriefQuery): Promise<TrialBrief[]> {
  const which =
    'numbers' in query
      ? sql`and number in (select value from json_each(${JSON.stringify(query.numbers)})) order by number`
      : sql`and number > ${query.after} order by number limit ${query.limit}`;
  const { rows } = await sql<{ lines: string }>`select json_group_array(json_array(
      number, kind, label, rerun_of, json(coalesce(parents_json, '[]')), state, attempt, worker, planned_epochs, json(params_json), architecture_hash, seed, macs, params, activations, weights_bytes,
      ${exact('accuracy')}, ${exact('loss')}, ${exact('seconds')}, ${exact('images_per_second')}, reason, created_at, started_at, finished_at,
      json_extract(facts_json, '$.epochs'), ${exact('latency')}
    )) as lines from (
      select *, json_extract(facts_json, '$.latencyMs') as latency from trials where study_id = ${studyId} ${which}
    )`.execute(tx);
  return (JSON.parse(rows[0]!.lines) as Line[]).map(briefOfLine);
}

type Column<Key extends keyof TrialBrief> = TrialBrief[Key];
type Line = [
  ...[Column<'number'>, Column<'kind'>, Column<'label'>, Column<'rerunOf'>, Column<'parents'>],
  ...[Column<'state'>, Column<'attempt'>, Column<'worker'>, Column<'plannedEpochs'>, Column<'params'>],
  ...[Column<'architectureHash'>, Column<'seed'>, macs: number, params: number, activations: number, weightsBytes: number],
  ...[Column<'accuracy'>, Column<'loss'>, Column<'seconds'>, Column<'imagesPerSecond'>, Column<'reason'>],
  ...[Column<'createdAt'>, Column<'startedAt'>, Column<'finishedAt'>, epochs: unknown, latencyMs: unknown],
];

function briefOfLine(line: Line): TrialBrief {
  const [
    number,
    kind,
    label,
    rerunOf,
    parents,
    state,
    attempt,
    worker,
    plannedEpochs,
    point,
    architectureHash,
    seed,
    macs,
    params,
    activations,
    weightsBytes,
    ...measured
  ] = line;
  const [accuracy, loss, seconds, imagesPerSecond, reason, createdAt, startedAt, finishedAt, epochs, latencyMs] = measured;
  return {
    ...{ number, kind, label, rerunOf, parents, state, attempt, worker, plannedEpochs, params: point, architectureHash, seed },
    cost: { macs, params, activations, weightsBytes },
    ...{ accuracy, loss, seconds, imagesPerSecond, reason, createdAt, startedAt, finishedAt },
    ...{ epochs: numberOrNull(epochs), latencyMs: numberOrNull(latencyMs) },
  };
}
