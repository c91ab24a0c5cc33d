import type { Architecture } from '@isoflop/blocks';
import {
  checkArtifact,
  checkBriefQuery,
  checkMetric,
  checkNewTrial,
  checkPage,
  checkStart,
  checkStudyName,
  checkStudyRequest,
  encodeJson,
} from '../checks.js';
import { sha256Of } from '../content-hash.js';
import { LeaseLostError, StoreUnavailableError, StudyExistsError, UnknownTrialError } from '../errors.js';
import { leaseEvent, requireFree, type StoreSettings, withDefaults } from '../lease.js';
import type { Annotation, AnnotationChange } from '../records/annotation.js';
import type { Artifact, ArtifactInput } from '../records/artifact.js';
import type { EventQuery, StudyEvent } from '../records/event.js';
import type { Json, JsonObject } from '../records/json.js';
import type { Metric, MetricReport } from '../records/metric.js';
import type { RestoredRecords, RestoredStudy } from '../records/restored.js';
import type { RunnerIdentity, RunnerLease } from '../records/runner.js';
import type { SamplerRecord } from '../records/sampler-record.js';
import type { StoreProblem } from '../records/store-problem.js';
import type { NewStudy, Study, StudyPosition, StudyRequest, StudyRevision, StudyState, StudySummary } from '../records/study.js';
import type { Attempt, FrontQuery, NewTrial, Trial, TrialOutcome, TrialQuery } from '../records/trial.js';
import type { BriefQuery, TrialBrief } from '../records/trial-brief.js';
import type { TrialStart, TrialWorker } from '../records/trial-worker.js';
import type { RequeueOptions, ResultsStore, StoreOptions } from '../store.js';
import { finishedTrial, interruptedTrial, queuedTrial, reopenedTrial, requireRunning, startedTrial, trialEvent } from '../transitions.js';
import { annotateRow, annotationsOf } from './annotation-rows.js';
import { artifactsOf, pathsOfNoOther, putArtifacts } from './artifact-rows.js';
import { contentOf, dropUnnamedContents, putContent } from './content-rows.js';
import { brokenInvariants } from './invariants.js';
import { putMetrics } from './metric-rows.js';
import { restoreRows } from './restored-rows.js';
import { samplerRecordsOf, saveSampler } from './sampler-rows.js';
import type { SqlDatabase, Tx } from './sql-database.js';
import {
  requireLastTrial,
  requireStudyId,
  requireStudyRow,
  runnerOf,
  studyFromRow,
  studyPosition,
  studyPositions,
  studySummaries,
  studySummary,
} from './study-rows.js';
import { changedColumns, queryFront, queryTrials, type TrialRow, trialColumns, trialFromRow, trialRows } from './trial-rows.js';
import { dropTrialWorker, putTrialWorker, touchTrialWorker, trialWorkersOf } from './trial-worker-rows.js';

/** Studies in a database of tables. Each method is one transaction. */
export class SqlStore implements ResultsStore {
  readonly url: string;
  readonly #database: SqlDatabase;
  readonly #settings: StoreSettings;
  readonly #underWay = new Set<Promise<unknown>>();
  #closed = false;

  /** On a database with its tables up to date, which the store closes in the end. */
  constructor(database: SqlDatabase, options: StoreOptions = {}) {
    this.url = database.url;
    this.#database = database;
    this.#settings = withDefaults(options);
  }

  createStudy({ name, spec }: NewStudy): Promise<Study> {
    return this.#write(async (tx) => {
      checkStudyName(name);
      const columns = { name, spec_json: encodeJson('study.spec', spec), state: 'created' as const, created_at: this.#settings.now() };
      const row = await tx
        .insertInto('studies')
        .values(columns)
        .onConflict((conflict) => conflict.column('name').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) throw new StudyExistsError(name);
      await this.#record(tx, row.id, null, 'study-created');
      return studyFromRow(row);
    });
  }

  study(name: string): Promise<Study> {
    return this.#read(async (tx) => studyFromRow(await requireStudyRow(tx, name, this.url)));
  }

  studies(): Promise<readonly StudySummary[]> {
    return this.#read((tx) => studySummaries(tx, this.#settings));
  }

  summary(name: string): Promise<StudySummary> {
    return this.#read(async (tx) => studySummary(tx, await requireStudyRow(tx, name, this.url), this.#settings));
  }

  position(name: string): Promise<StudyPosition> {
    return this.#read((tx) => studyPosition(tx, name, this.url, this.#settings));
  }

  positions(): Promise<readonly StudyPosition[]> {
    return this.#read((tx) => studyPositions(tx, this.#settings));
  }

  setStudyRequest(name: string, request: StudyRequest | null): Promise<void> {
    return this.#write(async (tx) => {
      const id = await requireStudyId(tx, name, this.url);
      checkStudyRequest(request);
      await tx.updateTable('studies').set({ request }).where('id', '=', id).execute();
      await this.#record(tx, id, null, 'study-request', { request });
    });
  }

  reviseStudy(name: string, { spec, changes, forgetSampler }: StudyRevision): Promise<void> {
    return this.#write(async (tx) => {
      const id = await requireStudyId(tx, name, this.url);
      const data = JSON.parse(encodeJson('revision.changes', changes));
      await tx
        .updateTable('studies')
        .set({ spec_json: encodeJson('study.spec', spec), ...(forgetSampler && { sampler_state_json: null }) })
        .where('id', '=', id)
        .execute();
      if (forgetSampler) await tx.deleteFrom('sampler_records').where('study_id', '=', id).execute();
      await this.#record(tx, id, null, 'study-revised', data);
    });
  }

  setStudyState(name: string, state: StudyState): Promise<void> {
    return this.#write(async (tx) => {
      const id = await requireStudyId(tx, name, this.url);
      await tx.updateTable('studies').set({ state }).where('id', '=', id).execute();
      await this.#record(tx, id, null, `study-${state}`);
    });
  }

  deleteStudy(name: string): Promise<readonly string[]> {
    return this.#write(async (tx) => {
      const id = await requireStudyId(tx, name, this.url);
      requireFree(name, await runnerOf(tx, id), this.#settings);
      const paths = await pathsOfNoOther(tx, id);
      await tx.deleteFrom('studies').where('id', '=', id).execute();
      const used = tx.selectFrom('trials').select('architecture_hash');
      await tx.deleteFrom('architectures').where('hash', 'not in', used).execute();
      await dropUnnamedContents(tx, this.#settings.now());
      return paths;
    });
  }

  saveSamplerState(name: string, state: unknown, records: readonly SamplerRecord[] = []): Promise<void> {
    return this.#write(async (tx) => saveSampler(tx, await requireStudyId(tx, name, this.url), state, records));
  }

  samplerRecords(name: string): Promise<readonly { readonly index: number; readonly record: Json }[]> {
    return this.#read(async (tx) => samplerRecordsOf(tx, await requireStudyId(tx, name, this.url)));
  }

  samplerState(name: string): Promise<Json | undefined> {
    return this.#read(async (tx) => {
      const { sampler_state_json: text } = await requireStudyRow(tx, name, this.url);
      return text === null ? undefined : JSON.parse(text);
    });
  }

  createTrial(study: string, input: NewTrial): Promise<Trial> {
    return this.#write(async (tx) => {
      const { id: studyId, last } = await requireLastTrial(tx, study, this.url);
      checkNewTrial(input, last + 1);
      const draft = queuedTrial({ id: 0, study, number: last + 1 }, input, this.#settings.now());
      const architecture = {
        hash: draft.architectureHash,
        architecture_json: encodeJson('trial.architecture', input.architecture.architecture),
      };
      await tx
        .insertInto('architectures')
        .values(architecture)
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .execute();
      const columns = { study_id: studyId, ...trialColumns(draft) };
      const { id } = await tx.insertInto('trials').values(columns).returning('id').executeTakeFirstOrThrow();
      await saveSampler(tx, studyId, input.samplerState, input.samplerRecords);
      await this.#recordTrial(tx, studyId, draft);
      return { ...draft, id };
    });
  }

  startTrial(id: number, start: TrialStart = {}): Promise<Trial> {
    return this.#write(async (tx) => {
      const { trial, studyId } = await this.#requireTrial(tx, id);
      checkStart(start);
      // Before its first attempt a trial has none.
      if (trial.attempt > 0) await tx.deleteFrom('metrics').where('trial_id', '=', id).execute();
      const started = startedTrial(trial, this.#settings.now(), start);
      if (start.worker !== undefined) await putTrialWorker(tx, id, start.worker, this.#settings.now());
      return this.#replace(tx, studyId, trial, started);
    });
  }

  heartbeatTrial(attempt: Attempt): Promise<void> {
    return this.#write(async (tx) => {
      const { trial } = await this.#requireTrial(tx, attempt.id);
      requireRunning(trial, attempt);
      await touchTrialWorker(tx, trial.id, this.#settings.now());
    });
  }

  reportMetrics(attempt: Attempt, metrics: readonly MetricReport[]): Promise<void> {
    return this.#write(async (tx) => {
      const { trial } = await this.#requireTrial(tx, attempt.id);
      for (const metric of metrics) checkMetric(metric);
      requireRunning(trial, attempt);
      await putMetrics(tx, trial.id, metrics);
    });
  }

  addArtifact(attempt: Attempt, artifact: ArtifactInput): Promise<void> {
    return this.#write(async (tx) => {
      const { trial } = await this.#requireTrial(tx, attempt.id);
      checkArtifact(artifact);
      requireRunning(trial, attempt);
      await putArtifacts(tx, trial.id, [artifact], this.#settings.now());
    });
  }

  finishTrial(attempt: Attempt, outcome: TrialOutcome): Promise<Trial> {
    return this.#write(async (tx) => {
      const { trial, studyId } = await this.#requireTrial(tx, attempt.id);
      const finished = finishedTrial(trial, attempt, outcome, this.#settings.now());
      await putMetrics(tx, trial.id, outcome.metrics ?? []);
      await putArtifacts(tx, trial.id, outcome.artifacts ?? [], this.#settings.now());
      if (trial.state === 'running') await dropTrialWorker(tx, trial.id);
      return this.#replace(tx, studyId, trial, finished);
    });
  }

  requeueRunning(study: string, options: RequeueOptions = {}): Promise<readonly Trial[]> {
    return this.#write(async (tx) => {
      const id = await requireStudyId(tx, study, this.url);
      const requeued: Trial[] = [];
      const withWorkers = tx.selectFrom('trial_workers').select('trial_id');
      const running = trialRows(tx).where('trials.study_id', '=', id).where('trials.state', '=', 'running');
      const ours = running.where('trials.id', 'not in', withWorkers).orderBy('trials.number');
      for (const row of await ours.execute()) requeued.push(await this.#interrupt(tx, row, options));
      return requeued;
    });
  }

  requeueTrial(attempt: Attempt, options: RequeueOptions = {}): Promise<Trial> {
    return this.#write(async (tx) => {
      const row = await this.#requireTrialRow(tx, attempt.id);
      requireRunning(trialFromRow(row), attempt);
      await dropTrialWorker(tx, attempt.id);
      return this.#interrupt(tx, row, options);
    });
  }

  reopenTrial(id: number, { samplerState, samplerRecords }: Pick<NewTrial, 'samplerState' | 'samplerRecords'> = {}): Promise<Trial> {
    return this.#write(async (tx) => {
      const { trial, studyId } = await this.#requireTrial(tx, id);
      const reopened = reopenedTrial(trial);
      await saveSampler(tx, studyId, samplerState, samplerRecords);
      await tx.updateTable('trials').set(changedColumns(trial, reopened)).where('id', '=', id).execute();
      await this.#record(tx, studyId, trial.number, 'trial-reopened', { attempt: trial.attempt });
      return reopened;
    });
  }

  trialWorkers(study: string): Promise<readonly TrialWorker[]> {
    return this.#read(async (tx) => trialWorkersOf(tx, await requireStudyId(tx, study, this.url)));
  }

  trial(study: string, number: number): Promise<Trial> {
    return this.#read(async (tx) => {
      const id = await requireStudyId(tx, study, this.url);
      return this.#trialOf(tx, id, study, number);
    });
  }

  trials(study: string, query: TrialQuery = {}): Promise<readonly Trial[]> {
    return this.#read(async (tx) => {
      const id = await requireStudyId(tx, study, this.url);
      checkPage(query);
      return queryTrials(tx, id, query);
    });
  }

  briefs(study: string, query: BriefQuery): Promise<readonly TrialBrief[]> {
    return this.#read(async (tx) => {
      const id = await requireStudyId(tx, study, this.url);
      checkBriefQuery(query);
      return this.#database.briefs(tx, id, query);
    });
  }

  front(study: string, query: FrontQuery = {}): Promise<readonly Trial[]> {
    return this.#read(async (tx) => queryFront(tx, await requireStudyId(tx, study, this.url), query));
  }

  architecture(hash: string): Promise<Architecture | undefined> {
    return this.#read(async (tx) => {
      const row = await tx.selectFrom('architectures').select('architecture_json').where('hash', '=', hash).executeTakeFirst();
      return row && JSON.parse(row.architecture_json);
    });
  }

  metrics(trialId: number): Promise<readonly Metric[]> {
    return this.#read(async (tx) => {
      await this.#requireTrial(tx, trialId);
      const columns = ['epoch', 'name', 'value', 'seconds'] as const;
      return tx.selectFrom('metrics').select(columns).where('trial_id', '=', trialId).orderBy('epoch').orderBy('name').execute();
    });
  }

  artifacts(trialId: number): Promise<readonly Artifact[]> {
    return this.#read(async (tx) => {
      await this.#requireTrial(tx, trialId);
      return artifactsOf(tx, trialId);
    });
  }

  async saveContent(content: Uint8Array): Promise<{ readonly sha256: string; readonly bytes: number }> {
    const copy = Buffer.from(content);
    const sha256 = sha256Of(copy);
    await this.#write((tx) => putContent(tx, sha256, copy, this.#settings.now()));
    return { sha256, bytes: copy.byteLength };
  }

  content(sha256: string): Promise<Uint8Array | undefined> {
    return this.#read((tx) => contentOf(tx, sha256));
  }

  annotate(study: string, trial: number | null, change: AnnotationChange): Promise<Annotation> {
    return this.#write(async (tx) => {
      const studyId = await requireStudyId(tx, study, this.url);
      if (trial !== null) await this.#trialOf(tx, studyId, study, trial);
      const annotation = await annotateRow(tx, { studyId, trial }, change, this.#settings.now());
      await this.#record(tx, studyId, trial, trial === null ? 'study-annotated' : 'trial-annotated');
      return annotation;
    });
  }

  annotations(study: string): Promise<readonly Annotation[]> {
    return this.#read(async (tx) => annotationsOf(tx, await requireStudyId(tx, study, this.url)));
  }

  appendEvent(study: string, kind: string, data: object): Promise<void> {
    return this.#write(async (tx) => {
      const id = await requireStudyId(tx, study, this.url);
      await this.#record(tx, id, null, kind, JSON.parse(encodeJson('event.data', data)));
    });
  }

  events(query: EventQuery = {}): Promise<readonly StudyEvent[]> {
    return this.#read(async (tx) => {
      checkPage({ ...(query.limit !== undefined && { limit: query.limit }) });
      let rows = tx
        .selectFrom('events')
        .innerJoin('studies', 'studies.id', 'events.study_id')
        .selectAll('events')
        .select('studies.name as study');
      if (query.study !== undefined) rows = rows.where('study_id', '=', await requireStudyId(tx, query.study, this.url));
      if (query.after !== undefined) rows = rows.where('events.id', '>', query.after);
      if (query.limit !== undefined) rows = rows.limit(query.limit);
      const events = await rows.orderBy('events.id').execute();
      return events.map(({ id, study, trial_number, kind, data_json, at }) => ({
        id,
        study,
        trial: trial_number,
        kind,
        data: JSON.parse(data_json),
        at,
      }));
    });
  }

  lastEvent(): Promise<number> {
    return this.#read(async (tx) => {
      const { last } = await tx
        .selectFrom('events')
        .select(({ fn }) => fn.max('id').as('last'))
        .executeTakeFirstOrThrow();
      return last ?? 0;
    });
  }

  acquireRunner(study: string, { pid, host }: RunnerIdentity): Promise<RunnerLease> {
    return this.#write(async (tx) => {
      const id = await requireStudyId(tx, study, this.url);
      const holder = await runnerOf(tx, id);
      requireFree(study, holder, this.#settings);
      const acquiredAt = this.#settings.now();
      const token = await this.#record(tx, id, null, 'runner-acquired', leaseEvent({ pid, host }, holder));
      const columns = { token, pid, host, acquired_at: acquiredAt, heartbeat_at: acquiredAt };
      await tx
        .insertInto('runners')
        .values({ study_id: id, ...columns })
        .onConflict((conflict) => conflict.column('study_id').doUpdateSet(columns))
        .execute();
      return { study, pid, host, acquiredAt, heartbeat: () => this.#heartbeat(study, token), release: () => this.#release(token) };
    });
  }

  restoreStudy({ name, spec, state, createdAt, samplerState }: RestoredStudy): Promise<void> {
    return this.#write(async (tx) => {
      checkStudyName(name);
      const sampler = samplerState === undefined ? null : encodeJson('sampler state', samplerState);
      const columns = { name, spec_json: encodeJson('study.spec', spec), state, created_at: createdAt, sampler_state_json: sampler };
      const inserted = tx
        .insertInto('studies')
        .values(columns)
        .onConflict((conflict) => conflict.column('name').doNothing());
      if ((await inserted.returning('id').executeTakeFirst()) === undefined) throw new StudyExistsError(name);
    });
  }

  restoreRecords(study: string, records: RestoredRecords): Promise<void> {
    return this.#write(async (tx) => restoreRows(tx, await requireStudyId(tx, study, this.url), study, records));
  }

  async check(): Promise<readonly StoreProblem[]> {
    const damage = await this.#track(() => this.#database.damage());
    return damage.length > 0 ? damage : this.#read(brokenInvariants);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#underWay);
    await this.#database.close();
  }

  #heartbeat(study: string, token: number): Promise<void> {
    return this.#write(async (tx) => {
      const id = await requireStudyId(tx, study, this.url);
      const beat = tx.updateTable('runners').set({ heartbeat_at: this.#settings.now() }).where('token', '=', token);
      const { numUpdatedRows } = await beat.executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new LeaseLostError(study, await runnerOf(tx, id));
    });
  }

  #release(token: number): Promise<void> {
    return this.#write(async (tx) => {
      const held = await tx.deleteFrom('runners').where('token', '=', token).returning(['study_id', 'pid', 'host']).executeTakeFirst();
      if (held !== undefined) await this.#record(tx, held.study_id, null, 'runner-released', { pid: held.pid, host: held.host });
    });
  }

  #write<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.#track(() => this.#database.write(work));
  }

  #read<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.#track(() => this.#database.read(work));
  }

  async #track<Result>(start: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw StoreUnavailableError.closed(this.url);
    const result = start();
    this.#underWay.add(result);
    try {
      return await result;
    } finally {
      this.#underWay.delete(result);
    }
  }

  async #trialOf(tx: Tx, studyId: number, study: string, number: number): Promise<Trial> {
    const row = await trialRows(tx).where('trials.study_id', '=', studyId).where('trials.number', '=', number).executeTakeFirst();
    if (row !== undefined) return trialFromRow(row);
    const [last] = await queryTrials(tx, studyId, { direction: 'descending', limit: 1 });
    throw UnknownTrialError.byNumber(study, number, last?.number ?? 0);
  }

  async #requireTrial(tx: Tx, id: number): Promise<{ trial: Trial; studyId: number }> {
    const row = await this.#requireTrialRow(tx, id);
    return { trial: trialFromRow(row), studyId: row.study_id };
  }

  async #requireTrialRow(tx: Tx, id: number): Promise<TrialRow> {
    const row = await trialRows(tx).where('trials.id', '=', id).executeTakeFirst();
    if (row === undefined) throw UnknownTrialError.byId(id, this.url);
    return row;
  }

  /** Of a running trial: its runner or worker stopped or died. */
  async #interrupt(tx: Tx, row: TrialRow, options: RequeueOptions): Promise<Trial> {
    const before = trialFromRow(row);
    const { trial, lost } = interruptedTrial(before, row.lost_attempts, options, this.#settings.now());
    await tx.updateTable('trials').set({ lost_attempts: lost }).where('id', '=', trial.id).execute();
    return this.#replace(tx, row.study_id, before, trial);
  }

  async #replace(tx: Tx, studyId: number, before: Trial, after: Trial): Promise<Trial> {
    await tx.updateTable('trials').set(changedColumns(before, after)).where('id', '=', after.id).execute();
    await this.#recordTrial(tx, studyId, after);
    return after;
  }

  async #recordTrial(tx: Tx, studyId: number, trial: Trial): Promise<void> {
    const { kind, data } = trialEvent(trial);
    await this.#record(tx, studyId, trial.number, kind, data);
  }

  async #record(tx: Tx, studyId: number, trial: number | null, kind: string, data: JsonObject = {}): Promise<number> {
    const columns = { study_id: studyId, trial_number: trial, kind, data_json: JSON.stringify(data), at: this.#settings.now() };
    const { id } = await tx.insertInto('events').values(columns).returning('id').executeTakeFirstOrThrow();
    return id;
  }
}
