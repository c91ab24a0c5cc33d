import type { Generated } from 'kysely';
import type { StudyRequest, StudyState } from '../records/study.js';
import type { TrialKind, TrialState } from '../records/trial.js';

/** The tables after the last migration, as kysely reads them. */
export interface Schema {
  studies: StudiesTable;
  runners: RunnersTable;
  architectures: ArchitecturesTable;
  trials: TrialsTable;
  trial_workers: TrialWorkersTable;
  metrics: MetricsTable;
  artifacts: ArtifactsTable;
  events: EventsTable;
  sampler_records: SamplerRecordsTable;
  annotations: AnnotationsTable;
  contents: ContentsTable;
}

interface StudiesTable {
  id: Generated<number>;
  name: string;
  spec_json: string;
  state: StudyState;
  sampler_state_json: string | null;
  request: StudyRequest | null;
  created_at: number;
}

interface RunnersTable {
  study_id: number;
  /** The id of the event that tells of the take-over: it never comes again. */
  token: number;
  pid: number;
  host: string;
  acquired_at: number;
  heartbeat_at: number;
}

interface ArchitecturesTable {
  hash: string;
  architecture_json: string;
}

export interface TrialsTable {
  id: Generated<number>;
  study_id: number;
  number: number;
  kind: TrialKind;
  label: string | null;
  rerun_of: number | null;
  /** Numbers of trials; null for none. */
  parents_json: string | null;
  state: TrialState;
  attempt: number;
  /** Attempts whose runner died, which is not the same as having been started again after a pause. */
  lost_attempts: Generated<number>;
  worker: string | null;
  planned_epochs: number | null;
  params_json: string;
  architecture_hash: string;
  seed: number;
  macs: number;
  params: number;
  activations: number;
  weights_bytes: number;
  accuracy: number | null;
  loss: number | null;
  seconds: number | null;
  images_per_second: number | null;
  reason: string | null;
  log_tail: string | null;
  facts_json: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
}

interface TrialWorkersTable {
  trial_id: number;
  worker: string;
  heartbeat_at: number;
}

interface MetricsTable {
  trial_id: number;
  epoch: number;
  name: string;
  value: number | null;
  seconds: number | null;
}

interface ArtifactsTable {
  id: Generated<number>;
  trial_id: number;
  kind: string;
  path: string;
  sha256: string;
  bytes: number;
  created_at: number;
}

interface EventsTable {
  id: Generated<number>;
  study_id: number;
  trial_number: number | null;
  kind: string;
  data_json: string;
  at: number;
}

interface SamplerRecordsTable {
  study_id: number;
  index: number;
  record_json: string;
}

interface AnnotationsTable {
  study_id: number;
  /** 0 is the study itself. */
  trial_number: number;
  note: string;
  tags_json: string;
  updated_at: number;
}

interface ContentsTable {
  sha256: string;
  content: Uint8Array;
  created_at: number;
}
