import { sql } from 'kysely';
import { sha256Of } from '../content-hash.js';
import type { StoreProblem } from '../records/store-problem.js';
import { STUDY_REQUESTS, STUDY_STATES } from '../records/study.js';
import { areParents, TRIAL_KINDS, TRIAL_STATES } from '../records/trial.js';
import type { Tx } from './sql-database.js';

/** Examples named of each broken rule; the rest are counted. */
const NAMED = 5;

interface Rule {
  readonly rule: string;
  /** Rows that break it, each with a `place`. */
  readonly broken: (tx: Tx) => Promise<readonly { place: string }[]>;
}

/** One trial per line of `sql`, over trials `t` of studies `s`. */
function ofTrials(rule: string, condition: ReturnType<typeof sql>): Rule {
  const broken = async (tx: Tx) => {
    const query = sql<{ place: string }>`select 'trial ' || t.number || ' of "' || s.name || '" (' || t.state || ')' as place
      from trials t join studies s on s.id = t.study_id where ${condition} order by t.id`;
    return (await query.execute(tx)).rows;
  };
  return { rule, broken };
}

const FINAL = sql`t.state in ('complete', 'pruned', 'failed')`;

const RULES: readonly Rule[] = [
  ofTrials(
    'states and kinds are those that exist',
    sql`t.state not in (${sql.join(TRIAL_STATES)}) or t.kind not in (${sql.join(TRIAL_KINDS)})`,
  ),
  ofTrials(
    'a complete trial has an accuracy from 0 to 1',
    sql`t.state = 'complete' and (t.accuracy is null or t.accuracy < 0 or t.accuracy > 1)`,
  ),
  ofTrials('a pruned or failed trial says why', sql`t.state in ('pruned', 'failed') and t.reason is null`),
  ofTrials('a trial has an end when it is over, and only then', sql`(t.finished_at is null) = (${FINAL})`),
  ofTrials('a running trial has started', sql`t.state = 'running' and (t.started_at is null or t.attempt < 1)`),
  ofTrials(
    'a trial that is over was ended by exactly one event, and once more for each time that it was reopened',
    sql`(${FINAL}) and (select count(*) from events e where e.study_id = t.study_id and e.trial_number = t.number and e.kind = 'trial-' || t.state)
      <> 1 + (select count(*) from events e where t.state = 'pruned' and e.study_id = t.study_id and e.trial_number = t.number and e.kind = 'trial-reopened')`,
  ),
  {
    rule: 'trials of a study are numbered from 1 without gaps',
    broken: async (tx) => {
      const query = sql<{
        place: string;
      }>`select 'study "' || s.name || '": ' || count(*) || ' trials, the last is ' || max(t.number) as place
        from trials t join studies s on s.id = t.study_id group by s.id, s.name having count(*) <> max(t.number) or min(t.number) <> 1`;
      return (await query.execute(tx)).rows;
    },
  },
  ofTrials('only a running trial is with a worker', sql`t.state <> 'running' and t.id in (select trial_id from trial_workers)`),
  ofTrials('a trial that is with a worker says so', sql`t.worker <> (select w.worker from trial_workers w where w.trial_id = t.id)`),
  ofTrials('only a trial that was started was run by somebody', sql`t.worker is not null and t.started_at is null`),
  { rule: 'a trial is made of earlier ones, each once', broken: brokenParents },
  {
    rule: 'a study has a state and a request that exist',
    broken: async (tx) => {
      const query = sql<{
        place: string;
      }>`select 'study "' || name || '" (' || state || ')' as place from studies
        where state not in (${sql.join(STUDY_STATES)}) or request not in (${sql.join(STUDY_REQUESTS)})`;
      return (await query.execute(tx)).rows;
    },
  },
  { rule: 'a content is what its SHA-256 says', broken: brokenContents },
];

/** The store's own rules, beside what the database checks by itself. Every row is looked at. */
export async function brokenInvariants(tx: Tx): Promise<StoreProblem[]> {
  const problems: StoreProblem[] = [];
  for (const { rule, broken } of RULES) {
    const rows = await broken(tx);
    if (rows.length === 0) continue;
    const named = rows.slice(0, NAMED).map(({ place }) => place);
    const more = rows.length > NAMED ? ` and ${rows.length - NAMED} more` : '';
    problems.push({ rule, found: `${named.join(', ')}${more}` });
  }
  return problems;
}

async function brokenParents(tx: Tx): Promise<{ place: string }[]> {
  const rows = await tx
    .selectFrom('trials')
    .innerJoin('studies', 'studies.id', 'trials.study_id')
    .select(['number', 'studies.name as study', 'parents_json'])
    .where('parents_json', 'is not', null)
    .orderBy('trials.id')
    .execute();
  return rows
    .filter(({ number, parents_json }) => !areParents(JSON.parse(parents_json ?? '[]'), number))
    .map(({ number, study, parents_json }) => ({ place: `trial ${number} of "${study}" (${parents_json})` }));
}

/** One content at a time: they may be large. */
async function brokenContents(tx: Tx): Promise<{ place: string }[]> {
  const broken: { place: string }[] = [];
  for (const { sha256 } of await tx.selectFrom('contents').select('sha256').orderBy('sha256').execute()) {
    const { content } = await tx.selectFrom('contents').select('content').where('sha256', '=', sha256).executeTakeFirstOrThrow();
    if (sha256Of(content) !== sha256) broken.push({ place: `content ${sha256}` });
  }
  return broken;
}
