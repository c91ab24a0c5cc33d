import type { Architecture } from '@isoflop/blocks';
import { annotationAfter } from './annotation-change.js';
import {
  checkArtifact,
  checkBriefQuery,
  checkMetric,
  checkNewTrial,
  checkPage,
  checkStart,
  checkStudyName,
  checkStudyRequest,
  checkWhole,
  encodeJson,
  finiteOrNull,
} from './checks.js';
import { sha256Of } from './content-hash.js';
import { LeaseLostError, StoreUnavailableError, StudyExistsError, UnknownStudyError, UnknownTrialError } from './errors.js';
import { leaseEvent, requireFree, runnerStatus, type StoreSettings, withDefaults } from './lease.js';
import type { Annotation, AnnotationChange } from './records/annotation.js';
import type { Artifact, ArtifactInput } from './records/artifact.js';
import type { EventQuery, StudyEvent } from './records/event.js';
import type { Json, JsonObject } from './records/json.js';
import type { Metric, MetricReport } from './records/metric.js';
import type { RestoredRecords, RestoredStudy } from './records/restored.js';
import type { RunnerIdentity, RunnerInfo, RunnerLease } from './records/runner.js';
import type { SamplerRecord } from './records/sampler-record.js';
import type { StoreProblem } from './records/store-problem.js';
import type { NewStudy, Study, StudyPosition, StudyRequest, StudyRevision, StudyState, StudySummary } from './records/study.js';
import type { Attempt, FrontQuery, NewTrial, Trial, TrialOutcome, TrialQuery } from './records/trial.js';
import { type BriefQuery, briefOf, type TrialBrief } from './records/trial-brief.js';
import type { TrialStart, TrialWorker } from './records/trial-worker.js';
import type { RequeueOptions, ResultsStore, StoreOptions } from './store.js';
import { finishedTrial, interruptedTrial, queuedTrial, reopenedTrial, requireRunning, startedTrial, trialEvent } from './transitions.js';
import { trialCounts } from './trial-counts.js';
import { selectFront, selectTrials } from './trial-selection.js';

interface StudyEntry {
  study: Study;
  samplerState: Json | undefined;
  readonly samplerRecords: Map<number, Json>;
  /** By number, from 1. */
  readonly trials: Trial[];
  /** By trial number, 0 for the study. */
  readonly annotations: Map<number, Annotation>;
  runner: (RunnerInfo & { readonly token: number }) | undefined;
}

interface TrialEntry {
  readonly owner: StudyEntry;
  readonly number: number;
  readonly metrics: Map<string, Metric>;
  readonly artifacts: Map<string, Artifact>;
  lostAttempts: number;
  worker: { readonly name: string; readonly heartbeatAt: number } | undefined;
}

/**
 * The readable reference: the contract in plain data structures, gone when the process ends. Methods run to their end without waiting, so each is
 * a transaction by itself as long as it checks everything before it changes anything. Records are replaced, never changed, and cloned on the way out.
 */
export class MemoryStore implements ResultsStore {
  readonly url = 'memory:';
  readonly #settings: StoreSettings;
  readonly #studies = new Map<string, StudyEntry>();
  readonly #trials = new Map<number, TrialEntry>();
  readonly #architectures = new Map<string, string>();
  readonly #contents = new Map<string, { readonly content: Uint8Array; readonly savedAt: number }>();
  #events: StudyEvent[] = [];
  #lastTrialId = 0;
  #lastEventId = 0;
  #closed = false;

  constructor(options: StoreOptions = {}) {
    this.#settings = withDefaults(options);
  }

  async createStudy({ name, spec }: NewStudy): Promise<Study> {
    this.#requireOpen();
    checkStudyName(name);
    const copy: Json = JSON.parse(encodeJson('study.spec', spec));
    if (this.#studies.has(name)) throw new StudyExistsError(name);
    const study: Study = { name, spec: copy, state: 'created', request: null, createdAt: this.#settings.now() };
    this.#studies.set(name, {
      study,
      samplerState: undefined,
      samplerRecords: new Map(),
      trials: [],
      annotations: new Map(),
      runner: undefined,
    });
    this.#record(name, null, 'study-created');
    return structuredClone(study);
  }

  async study(name: string): Promise<Study> {
    return structuredClone(this.#study(name).study);
  }

  async studies(): Promise<readonly StudySummary[]> {
    this.#requireOpen();
    return structuredClone([...this.#studies.values()].reverse().map((entry) => this.#summary(entry)));
  }

  async summary(name: string): Promise<StudySummary> {
    return structuredClone(this.#summary(this.#study(name)));
  }

  async position(name: string): Promise<StudyPosition> {
    return structuredClone(this.#position(this.#study(name)));
  }

  async positions(): Promise<readonly StudyPosition[]> {
    this.#requireOpen();
    return structuredClone([...this.#studies.values()].reverse().map((entry) => this.#position(entry)));
  }

  async setStudyRequest(name: string, request: StudyRequest | null): Promise<void> {
    const entry = this.#study(name);
    checkStudyRequest(request);
    entry.study = { ...entry.study, request };
    this.#record(name, null, 'study-request', { request });
  }

  async reviseStudy(name: string, { spec, changes, forgetSampler }: StudyRevision): Promise<void> {
    const entry = this.#study(name);
    const copy: Json = JSON.parse(encodeJson('study.spec', spec));
    const data = JSON.parse(encodeJson('revision.changes', changes));
    entry.study = { ...entry.study, spec: copy };
    if (forgetSampler) {
      entry.samplerState = undefined;
      entry.samplerRecords.clear();
    }
    this.#record(name, null, 'study-revised', data);
  }

  async setStudyState(name: string, state: StudyState): Promise<void> {
    const entry = this.#study(name);
    entry.study = { ...entry.study, state };
    this.#record(name, null, `study-${state}`);
  }

  async deleteStudy(name: string): Promise<readonly string[]> {
    const entry = this.#study(name);
    requireFree(name, entry.runner, this.#settings);
    const paths = new Set(entry.trials.flatMap(({ id }) => [...this.#trial(id).artifacts.keys()]));
    this.#studies.delete(name);
    this.#events = this.#events.filter((event) => event.study !== name);
    for (const trial of entry.trials) this.#trials.delete(trial.id);
    const used = new Set([...this.#studies.values()].flatMap((other) => other.trials.map((trial) => trial.architectureHash)));
    for (const hash of this.#architectures.keys()) if (!used.has(hash)) this.#architectures.delete(hash);
    this.#dropUnnamedContents();
    for (const { artifacts } of this.#trials.values()) for (const path of artifacts.keys()) paths.delete(path);
    return [...paths].sort();
  }

  async saveSamplerState(name: string, state: unknown, records: readonly SamplerRecord[] = []): Promise<void> {
    saveSampler(this.#study(name), JSON.parse(encodeJson('sampler state', state)), records.map(checkedRecord));
  }

  async samplerRecords(name: string): Promise<readonly { readonly index: number; readonly record: Json }[]> {
    const byIndex = [...this.#study(name).samplerRecords].sort(([a], [b]) => a - b);
    return structuredClone(byIndex.map(([index, record]) => ({ index, record })));
  }

  async samplerState(name: string): Promise<Json | undefined> {
    return structuredClone(this.#study(name).samplerState);
  }

  async createTrial(study: string, input: NewTrial): Promise<Trial> {
    const owner = this.#study(study);
    const identity = { id: this.#lastTrialId + 1, study, number: owner.trials.length + 1 };
    checkNewTrial(input, identity.number);
    const trial = queuedTrial(identity, input, this.#settings.now());
    const architecture = encodeJson('trial.architecture', input.architecture.architecture);
    const samplerState = input.samplerState === undefined ? undefined : JSON.parse(encodeJson('sampler state', input.samplerState));
    saveSampler(owner, samplerState, (input.samplerRecords ?? []).map(checkedRecord));
    if (!this.#architectures.has(trial.architectureHash)) this.#architectures.set(trial.architectureHash, architecture);
    this.#lastTrialId = trial.id;
    const entry = newEntry(owner, trial.number);
    this.#trials.set(trial.id, entry);
    return this.#replace(entry, trial);
  }

  async startTrial(id: number, start: TrialStart = {}): Promise<Trial> {
    const entry = this.#trial(id);
    checkStart(start);
    const trial = startedTrial(current(entry), this.#settings.now(), start);
    entry.metrics.clear();
    entry.worker = start.worker !== undefined ? { name: start.worker, heartbeatAt: this.#settings.now() } : undefined;
    return this.#replace(entry, trial);
  }

  async heartbeatTrial(attempt: Attempt): Promise<void> {
    const entry = this.#trial(attempt.id);
    requireRunning(current(entry), attempt);
    if (entry.worker !== undefined) entry.worker = { ...entry.worker, heartbeatAt: this.#settings.now() };
  }

  async reportMetrics(attempt: Attempt, metrics: readonly MetricReport[]): Promise<void> {
    const entry = this.#trial(attempt.id);
    for (const metric of metrics) checkMetric(metric);
    requireRunning(current(entry), attempt);
    putMetrics(entry, metrics);
  }

  async addArtifact(attempt: Attempt, artifact: ArtifactInput): Promise<void> {
    const entry = this.#trial(attempt.id);
    checkArtifact(artifact);
    requireRunning(current(entry), attempt);
    this.#putArtifacts(entry, [artifact]);
  }

  async finishTrial(attempt: Attempt, outcome: TrialOutcome): Promise<Trial> {
    const entry = this.#trial(attempt.id);
    const trial = finishedTrial(current(entry), attempt, outcome, this.#settings.now());
    putMetrics(entry, outcome.metrics ?? []);
    this.#putArtifacts(entry, outcome.artifacts ?? []);
    entry.worker = undefined;
    return this.#replace(entry, trial);
  }

  async requeueRunning(study: string, options: RequeueOptions = {}): Promise<readonly Trial[]> {
    const running = this.#study(study).trials.filter((trial) => trial.state === 'running');
    const ours = running.map(({ id }) => this.#trial(id)).filter(({ worker }) => worker === undefined);
    return ours.map((entry) => this.#interrupt(entry, options));
  }

  async requeueTrial(attempt: Attempt, options: RequeueOptions = {}): Promise<Trial> {
    const entry = this.#trial(attempt.id);
    requireRunning(current(entry), attempt);
    return this.#interrupt(entry, options);
  }

  async reopenTrial(id: number, { samplerState, samplerRecords }: Pick<NewTrial, 'samplerState' | 'samplerRecords'> = {}): Promise<Trial> {
    const entry = this.#trial(id);
    const reopened = reopenedTrial(current(entry));
    const state = samplerState === undefined ? undefined : JSON.parse(encodeJson('sampler state', samplerState));
    saveSampler(entry.owner, state, (samplerRecords ?? []).map(checkedRecord));
    entry.owner.trials[entry.number - 1] = reopened;
    this.#record(reopened.study, reopened.number, 'trial-reopened', { attempt: reopened.attempt });
    return structuredClone(reopened);
  }

  async trialWorkers(study: string): Promise<readonly TrialWorker[]> {
    const running = this.#study(study).trials.filter((trial) => trial.state === 'running');
    return running.flatMap(({ id, number, attempt }) => {
      const { worker } = this.#trial(id);
      return worker ? [{ trialId: id, trial: number, attempt, worker: worker.name, heartbeatAt: worker.heartbeatAt }] : [];
    });
  }

  async trial(study: string, number: number): Promise<Trial> {
    const { trials } = this.#study(study);
    const trial = trials[number - 1];
    if (trial === undefined) throw UnknownTrialError.byNumber(study, number, trials.length);
    return structuredClone(trial);
  }

  async trials(study: string, query: TrialQuery = {}): Promise<readonly Trial[]> {
    const { trials } = this.#study(study);
    checkPage(query);
    return structuredClone(selectTrials(trials, query));
  }

  async briefs(study: string, query: BriefQuery): Promise<readonly TrialBrief[]> {
    const { trials } = this.#study(study);
    checkBriefQuery(query);
    const chosen =
      'numbers' in query
        ? trials.filter(({ number }) => query.numbers.includes(number))
        : trials.slice(query.after, query.after + query.limit);
    return structuredClone(chosen.map(briefOf));
  }

  async front(study: string, query: FrontQuery = {}): Promise<readonly Trial[]> {
    return structuredClone(selectFront(this.#study(study).trials, query));
  }

  async architecture(hash: string): Promise<Architecture | undefined> {
    this.#requireOpen();
    const text = this.#architectures.get(hash);
    return text === undefined ? undefined : JSON.parse(text);
  }

  async metrics(trialId: number): Promise<readonly Metric[]> {
    const metrics = [...this.#trial(trialId).metrics.values()];
    return structuredClone(metrics.sort((a, b) => a.epoch - b.epoch || (a.name < b.name ? -1 : 1)));
  }

  async artifacts(trialId: number): Promise<readonly Artifact[]> {
    return structuredClone([...this.#trial(trialId).artifacts.values()]);
  }

  async saveContent(content: Uint8Array): Promise<{ sha256: string; bytes: number }> {
    this.#requireOpen();
    const sha256 = sha256Of(content);
    this.#contents.set(sha256, { content: Uint8Array.from(content), savedAt: this.#settings.now() });
    return { sha256, bytes: content.byteLength };
  }

  async content(sha256: string): Promise<Uint8Array | undefined> {
    this.#requireOpen();
    return structuredClone(this.#contents.get(sha256)?.content);
  }

  async annotate(study: string, trial: number | null, change: AnnotationChange): Promise<Annotation> {
    const { annotations } = this.#study(study);
    if (trial !== null) await this.trial(study, trial);
    const annotation = annotationAfter(annotations.get(trial ?? 0), trial, change, this.#settings.now());
    annotations.set(trial ?? 0, annotation);
    this.#record(study, trial, trial === null ? 'study-annotated' : 'trial-annotated');
    return structuredClone(annotation);
  }

  async annotations(study: string): Promise<readonly Annotation[]> {
    const byNumber = [...this.#study(study).annotations].sort(([a], [b]) => a - b);
    return structuredClone(byNumber.map(([, annotation]) => annotation));
  }

  async appendEvent(study: string, kind: string, data: object): Promise<void> {
    this.#study(study);
    this.#record(study, null, kind, JSON.parse(encodeJson('event.data', data)));
  }

  async events({ study, after = 0, limit }: EventQuery = {}): Promise<readonly StudyEvent[]> {
    this.#requireOpen();
    checkPage({ ...(limit !== undefined && { limit }) });
    if (study !== undefined) this.#study(study);
    const events = this.#events.filter((event) => event.id > after && (study === undefined || event.study === study));
    return structuredClone(events.slice(0, limit));
  }

  async lastEvent(): Promise<number> {
    this.#requireOpen();
    return this.#lastEventId;
  }

  async acquireRunner(study: string, { pid, host }: RunnerIdentity): Promise<RunnerLease> {
    const entry = this.#study(study);
    const { runner: holder } = entry;
    requireFree(study, holder, this.#settings);
    const now = this.#settings.now();
    const token = this.#record(study, null, 'runner-acquired', leaseEvent({ pid, host }, holder));
    entry.runner = { pid, host, acquiredAt: now, heartbeatAt: now, token };
    return {
      study,
      pid,
      host,
      acquiredAt: now,
      heartbeat: async () => this.#heartbeat(study, token),
      release: async () => this.#release(study, token),
    };
  }

  async restoreStudy({ samplerState, ...study }: RestoredStudy): Promise<void> {
    this.#requireOpen();
    checkStudyName(study.name);
    if (this.#studies.has(study.name)) throw new StudyExistsError(study.name);
    const empty = { samplerRecords: new Map(), trials: [], annotations: new Map(), runner: undefined };
    this.#studies.set(study.name, {
      study: { ...structuredClone(study), request: null },
      samplerState: structuredClone(samplerState),
      ...empty,
    });
  }

  async restoreRecords(study: string, records: RestoredRecords): Promise<void> {
    const owner = this.#study(study);
    const { architectures = [], trials = [], samplerRecords = [], annotations = [], events = [] } = structuredClone(records);
    for (const { hash, architecture } of architectures) this.#architectures.set(hash, JSON.stringify(architecture));
    for (const { metrics, artifacts, ...trial } of trials) {
      this.#lastTrialId += 1;
      const entry = newEntry(owner, trial.number);
      for (const metric of metrics) entry.metrics.set(`${metric.epoch} ${metric.name}`, metric);
      for (const artifact of artifacts) entry.artifacts.set(artifact.path, { ...artifact, trialId: this.#lastTrialId });
      this.#trials.set(this.#lastTrialId, entry);
      owner.trials[trial.number - 1] = { ...trial, id: this.#lastTrialId, study };
    }
    saveSampler(owner, undefined, samplerRecords.map(checkedRecord));
    for (const annotation of annotations) owner.annotations.set(annotation.trial ?? 0, annotation);
    for (const event of events) {
      this.#lastEventId += 1;
      this.#events.push({ ...event, id: this.#lastEventId, study });
    }
  }

  async check(): Promise<readonly StoreProblem[]> {
    this.#requireOpen();
    return [];
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #dropUnnamedContents(): void {
    const named = new Set([...this.#trials.values()].flatMap(({ artifacts }) => [...artifacts.values()].map(({ sha256 }) => sha256)));
    const hourAgo = this.#settings.now() - 3_600_000;
    for (const [sha256, { savedAt }] of this.#contents) if (!named.has(sha256) && savedAt < hourAgo) this.#contents.delete(sha256);
  }

  #heartbeat(study: string, token: number): void {
    const entry = this.#study(study);
    if (entry.runner?.token !== token) throw new LeaseLostError(study, entry.runner);
    entry.runner = { ...entry.runner, heartbeatAt: this.#settings.now() };
  }

  #release(study: string, token: number): void {
    this.#requireOpen();
    const entry = this.#studies.get(study);
    if (entry?.runner?.token !== token) return;
    const { pid, host } = entry.runner;
    entry.runner = undefined;
    this.#record(study, null, 'runner-released', { pid, host });
  }

  #requireOpen(): void {
    if (this.#closed) throw StoreUnavailableError.closed(this.url);
  }

  #study(name: string): StudyEntry {
    this.#requireOpen();
    const entry = this.#studies.get(name);
    if (entry === undefined) throw new UnknownStudyError(name, [...this.#studies.keys()].reverse(), this.url);
    return entry;
  }

  #trial(id: number): TrialEntry {
    this.#requireOpen();
    const entry = this.#trials.get(id);
    if (entry === undefined) throw UnknownTrialError.byId(id, this.url);
    return entry;
  }

  #position({ study: { name, createdAt }, trials, runner }: StudyEntry): StudyPosition {
    const lastEvent = this.#events.findLast((event) => event.study === name)?.id ?? 0;
    return { name, createdAt, lastEvent, lastTrial: trials.length, runner: runner && runnerStatus(runner, this.#settings) };
  }

  #summary({ study, trials, runner }: StudyEntry): StudySummary {
    const [best] = selectTrials(trials, {
      kinds: ['search'],
      states: ['complete'],
      orderBy: 'accuracy',
      direction: 'descending',
      limit: 1,
    });
    const counts = trialCounts(trials.map(({ kind, state }) => ({ kind, state, count: 1 })));
    return { ...study, counts, best, runner: runner && runnerStatus(runner, this.#settings) };
  }

  #interrupt(entry: TrialEntry, options: RequeueOptions): Trial {
    const { trial, lost } = interruptedTrial(current(entry), entry.lostAttempts, options, this.#settings.now());
    entry.lostAttempts = lost;
    entry.worker = undefined;
    return this.#replace(entry, trial);
  }

  #replace(entry: TrialEntry, trial: Trial): Trial {
    entry.owner.trials[entry.number - 1] = trial;
    const { kind, data } = trialEvent(trial);
    this.#record(trial.study, trial.number, kind, data);
    return structuredClone(trial);
  }

  #putArtifacts(entry: TrialEntry, inputs: readonly ArtifactInput[]): void {
    const { id: trialId } = current(entry);
    for (const { kind, path, sha256, bytes } of inputs) {
      entry.artifacts.set(path, { kind, path, sha256, bytes, trialId, createdAt: this.#settings.now() });
    }
  }

  #record(study: string, trial: number | null, kind: string, data: JsonObject = {}): number {
    this.#lastEventId += 1;
    this.#events.push({ id: this.#lastEventId, study, trial, kind, data, at: this.#settings.now() });
    return this.#lastEventId;
  }
}

function newEntry(owner: StudyEntry, number: number): TrialEntry {
  return { owner, number, metrics: new Map(), artifacts: new Map(), lostAttempts: 0, worker: undefined };
}

function current({ owner, number }: TrialEntry): Trial {
  return owner.trials[number - 1]!;
}

function putMetrics({ metrics }: TrialEntry, reports: readonly MetricReport[]): void {
  for (const { epoch, name, value, seconds } of reports) {
    metrics.set(`${epoch} ${name}`, { epoch, name, value: finiteOrNull(value), seconds: finiteOrNull(seconds) });
  }
}

function checkedRecord({ index, record }: SamplerRecord): readonly [number, Json] {
  checkWhole('sampler record.index', index);
  return [index, JSON.parse(encodeJson('sampler record', record))];
}

function saveSampler(entry: StudyEntry, state: Json | undefined, records: readonly (readonly [number, Json])[]): void {
  if (state !== undefined) entry.samplerState = state;
  for (const [index, record] of records) entry.samplerRecords.set(index, record);
}
