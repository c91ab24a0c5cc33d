import type { Architecture } from '@isoflop/blocks';
import type { StudyRow as OldStudyRow, TrialRow as OldTrialRow, TrialKind, TrialState } from 'isoflop/api';

export type { TrialKind, TrialState };

export type TrialRow = OldTrialRow & {
  readonly rerunOf: number | null;
  readonly epochs: number | null;
  readonly latencyMs: number | null;
};
export type Budget = { macs?: number; params?: number; activations?: number; weightsBytes?: number; latency?: number; band?: number };
export type StudyRow = Omit<OldStudyRow, 'best'> & {
  readonly best: TrialRow | null;
  readonly request: 'pause' | 'stop' | 'cancel' | null;
  readonly budget: Budget;
  readonly sampler: string | null;
  readonly frontSize: number;
  readonly hypervolume: number | null;
  readonly etaSeconds: number | null;
  readonly updatedAt: number;
  readonly note: string;
  readonly tags: string[];
};
export interface ColumnsAnswer {
  cursor: number;
  count: number;
  createdAt: number;
  kinds: TrialKind[];
  states: TrialState[];
  kind: number[];
  state: number[];
  accuracy: (number | null)[];
  loss: (number | null)[];
  macs: (number | null)[];
  params: (number | null)[];
  activations: (number | null)[];
  weightsBytes: (number | null)[];
  seconds: (number | null)[];
  imagesPerSecond: (number | null)[];
  latencyMs: (number | null)[];
  epochs: (number | null)[];
  rerunOf: (number | null)[];
  startedAt: (number | null)[];
  finishedAt: (number | null)[];
  architecture?: number[];
  dimensions: { name: string; values: unknown[]; codes: (number | null)[] }[];
  labels: Record<string, string>;
  reasons: Record<string, string>;
}
export interface MetricPoint {
  epoch: number;
  name: string;
  value: number | null;
  seconds: number | null;
}
export type TrialAnswer = TrialRow & {
  architecture: Architecture | null;
  metrics: MetricPoint[];
  artifacts: { kind: string; path: string; sha256: string; bytes: number; createdAt: number }[];
  facts: Record<string, unknown> | null;
  logTail: string | null;
  note: string;
  tags: string[];
};
export interface ErrorAnswer {
  error: string;
  code?: 'csrf' | 'token' | 'read-only' | 'rate' | 'busy';
  issues?: Issue[];
}
export interface Issue {
  line: number;
  column: number;
  message: string;
}
export interface SessionAnswer {
  csrfToken: string | null;
  readOnly: boolean;
  version: string;
  store: string;
  canLaunch: boolean;
  now: number;
}
export interface Feasibility {
  cardinality: number | string;
  dimensions: number;
  macs: {
    min: number;
    median: number;
    max: number;
    deciles: number[];
    error?: number;
    rankError?: number;
    emptyBands?: [number, number][];
  };
  feasibleFraction: number;
  fractionError?: number;
  sampled?: number;
  satisfiable: boolean;
}
export interface Forecast {
  seconds: { low: number; median: number; high: number } | null;
  basis: string;
}
export interface CheckAnswer {
  issues: Issue[];
  experiment: Record<string, unknown> | null;
  nameTaken: boolean;
  feasibility: Feasibility | null;
  forecast: Forecast | null;
}
export interface ExportAnswer {
  id: string;
  study: string;
  trial: number | string;
  state: 'running' | 'done' | 'failed';
  messages: string[];
  files: {
    index: number;
    format: string;
    path: string;
    bytes: number;
    sha256: string;
    verified: boolean;
    maxAbsError: number | null;
    check: string;
  }[];
  skipped: { format: string; reason: string }[];
  error: string | null;
}
export interface StudyEvent {
  id: number;
  trial: number | null;
  kind: string;
  data: Record<string, unknown>;
  at: number;
}
