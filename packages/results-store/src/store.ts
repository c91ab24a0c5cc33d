import type { Architecture } from '@isoflop/blocks';
import type { Annotation, AnnotationChange } from './records/annotation.js';
import type { Artifact, ArtifactInput } from './records/artifact.js';
import type { EventQuery, StudyEvent } from './records/event.js';
import type { Json } from './records/json.js';
import type { Metric, MetricReport } from './records/metric.js';
import type { RestoredRecords, RestoredStudy } from './records/restored.js';
import type { RunnerIdentity, RunnerLease } from './records/runner.js';
import type { SamplerRecord } from './records/sampler-record.js';
import type { StoreProblem } from './records/store-problem.js';
import type { NewStudy, Study, StudyPosition, StudyRequest, StudyRevision, StudyState, StudySummary } from './records/study.js';
import type { Attempt, FrontQuery, NewTrial, Trial, TrialOutcome, TrialQuery } from './records/trial.js';
import type { BriefQuery, TrialBrief } from './records/trial-brief.js';
import type { TrialStart, TrialWorker } from './records/trial-worker.js';

/**
 * Where studies live. Every implementation keeps this contract; `testing/store-contract.ts` checks it.
 *
 * Ownership. Whatever goes in is copied, whatever comes out is the caller's own: changing either changes nothing in the store.
 *   Any number of processes may use one store; a study is run by the one that holds its lease (`acquireRunner`). A trial is written by
 *   the latest attempt at it only, so a runner or a worker that was thought dead and wakes up cannot overwrite its successor.
 * Order. Trials are numbered in the order of `createTrial`, events in the order of what they tell. A list is ordered as its method says,
 *   never by chance. A call sees everything written by calls that had resolved before it was made.
 * Durability. A promise that resolves means the write is in the database: killing the process after that loses nothing. A method is one
 *   transaction: its rows, its events and its state change are all there or none is. (SQLite in WAL mode with synchronous=NORMAL: after a power cut
 *   the last moments may be missing, but nothing is half-written.)
 * Errors. All are ResultsStoreErrors. UnknownStudyError and UnknownTrialError for what is not there, StudyExistsError, StudyBusyError, LeaseLostError,
 *   TrialStateError for a transition that the trial's state or attempt does not allow, InvalidRecordError for a value that breaks a rule of its
 *   type, StoreUnavailableError when the database cannot be read or written. A failed call has changed nothing.
 * Time. `…At` fields are the `now` the store was opened with, in milliseconds.
 */
export interface ResultsStore {
  /** Where it is, as `openStore` takes it, but for a password. */
  readonly url: string;

  createStudy(study: NewStudy): Promise<Study>;
  study(name: string): Promise<Study>;
  /** Newest first. */
  studies(): Promise<readonly StudySummary[]>;
  /** One line of `studies`. */
  summary(name: string): Promise<StudySummary>;
  /** How far a study has come, at the cost of three look-ups. Read it before the records: what is newer has a later event. */
  position(name: string): Promise<StudyPosition>;
  /** Of every study, newest first. */
  positions(): Promise<readonly StudyPosition[]>;
  setStudyState(name: string, state: StudyState): Promise<void>;
  /** Asks something of the study's runner, in place of what was asked before; null takes it back. */
  setStudyRequest(name: string, request: StudyRequest | null): Promise<void>;
  /** Puts another experiment in the place of a study's own; its history tells so. */
  reviseStudy(name: string, revision: StudyRevision): Promise<void>;
  /**
   * With all its trials, metrics, artifact records and events. Returns the paths of its artifacts that no other study names, sorted: nothing else needs those
   * files. StudyBusyError while a living runner holds it.
   */
  deleteStudy(name: string): Promise<readonly string[]>;

  /** Replaces the state that was saved before, and the records of the same index. */
  saveSamplerState(name: string, state: unknown, records?: readonly SamplerRecord[]): Promise<void>;
  /** The state saved last, by `saveSamplerState` or with a trial. */
  samplerState(name: string): Promise<Json | undefined>;
  /** By index. */
  samplerRecords(name: string): Promise<readonly { readonly index: number; readonly record: Json }[]>;

  /** Records a queued trial under the next number. */
  createTrial(study: string, trial: NewTrial): Promise<Trial>;
  /**
   * queued → running, as the next attempt. Metrics of an earlier attempt are dropped: it starts from scratch. A process other than the holder of the
   * lease gives its name as the `worker`, and owes heartbeats from then on.
   */
  startTrial(id: number, start?: TrialStart): Promise<Trial>;
  /** Of a worker's running trial, every few seconds. Throws TrialStateError when the trial ended or went to somebody else: stop at once then. */
  heartbeatTrial(attempt: Attempt): Promise<void>;
  /** Of a running trial. A second value for the same epoch and name replaces the first. */
  reportMetrics(attempt: Attempt, metrics: readonly MetricReport[]): Promise<void>;
  /** Of a running trial. The same path again replaces the record. */
  addArtifact(attempt: Attempt, artifact: ArtifactInput): Promise<void>;
  /** running → the outcome (queued → pruned or failed as well), with its measures, metrics and artifacts. Finishing twice is a TrialStateError. */
  finishTrial(attempt: Attempt, outcome: TrialOutcome): Promise<Trial>;
  /**
   * For the holder of the lease. At its start it takes up what a dead runner left behind: a running trial is queued again, or fails with the reason
   * `interrupted` once `maxAttempts` attempts at it were lost (3 unless given), since it may be the trial that kills the runner. With `paused` the
   * runner gives back its own trials as it stops in good order, and nothing counts as lost. Trials of workers are left to them. Returns the trials by
   * number.
   */
  requeueRunning(study: string, options?: RequeueOptions): Promise<readonly Trial[]>;
  /** The same for one running trial: its worker is silent, or, with `paused`, gives it back. */
  requeueTrial(attempt: Attempt, options?: RequeueOptions): Promise<Trial>;
  /**
   * pruned → queued: a candidate that was stopped early is to go on after all. Its metrics stay until it starts. The sampler, which knows of it, is saved
   * in the same transaction.
   */
  reopenTrial(id: number, sampler?: Pick<NewTrial, 'samplerState' | 'samplerRecords'>): Promise<Trial>;
  /** Running trials that are with workers, by number. */
  trialWorkers(study: string): Promise<readonly TrialWorker[]>;

  /** One trial by its number within the study. */
  trial(study: string, number: number): Promise<Trial>;
  trials(study: string, query?: TrialQuery): Promise<readonly Trial[]>;
  /** Trials by number, without their long parts: the quick way to read a large study as a whole. */
  briefs(study: string, query: BriefQuery): Promise<readonly TrialBrief[]>;
  /** The complete trials that no other beats in accuracy at no more cost, cheapest first; equals go by number. */
  front(study: string, query?: FrontQuery): Promise<readonly Trial[]>;
  /** By hash; undefined where no trial of the store uses it. */
  architecture(hash: string): Promise<Architecture | undefined>;
  /** By epoch, then by name. */
  metrics(trialId: number): Promise<readonly Metric[]>;
  /** In the order they were first added. */
  artifacts(trialId: number): Promise<readonly Artifact[]>;

  /**
   * Keeps the content of an artifact in the database, where workers of every machine can read it, under its SHA-256; the same content once. It stays as
   * long as an artifact record names it, and for an hour before the first one does.
   */
  saveContent(content: Uint8Array): Promise<{ readonly sha256: string; readonly bytes: number }>;
  /** Undefined for what is not kept in the database. */
  content(sha256: string): Promise<Uint8Array | undefined>;

  /** Writes a note or tags to a trial, or to the study itself when `trial` is null; its history tells so. Returns what is there now. */
  annotate(study: string, trial: number | null, change: AnnotationChange): Promise<Annotation>;
  /** The study's own first, then by trial number; what was never annotated is left out. */
  annotations(study: string): Promise<readonly Annotation[]>;

  /** For what the store does not record by itself. */
  appendEvent(study: string, kind: string, data: object): Promise<void>;
  /** Oldest first; of all studies unless one is named. */
  events(query?: EventQuery): Promise<readonly StudyEvent[]>;
  /** The id of the latest event of all studies, 0 before the first. */
  lastEvent(): Promise<number>;

  /**
   * The right to run a study, held by one process at a time. StudyBusyError names the holder. The lease is taken over when the holder's process
   * is gone from this host, or when its heartbeat is older than `StoreOptions.staleAfterSeconds`.
   */
  acquireRunner(study: string, runner: RunnerIdentity): Promise<RunnerLease>;

  /** For imports: the study as another store had it, without an event of its own. StudyExistsError where the name is taken. */
  restoreStudy(study: RestoredStudy): Promise<void>;
  /** For imports: more of a restored study, in one transaction and without events of its own. The caller has checked the records. */
  restoreRecords(study: string, records: RestoredRecords): Promise<void>;

  /** Looks at every row for what no version writes: damaged pages, broken references, broken rules of records. Nothing found is an empty list. */
  check(): Promise<readonly StoreProblem[]>;

  /** Waits for calls under way. Later calls are StoreUnavailableErrors. Closing twice is allowed. */
  close(): Promise<void>;
}

export interface RequeueOptions {
  readonly maxAttempts?: number;
  readonly paused?: boolean;
}

/** What a store takes from outside. */
export interface StoreOptions {
  /** The clock, in milliseconds since 1970; `Date.now` unless given. */
  readonly now?: () => number;
  /** The name of this machine, as runners of it give it; the operating system's unless given. */
  readonly host?: string;
  /** Whether a process of this host lives; asks the system unless given. */
  readonly isAlive?: (pid: number) => boolean;
  /** Silence after which a runner counts as dead; 60 unless given. */
  readonly staleAfterSeconds?: number;
}
