/** What the API answers, by the names the page uses. */
export type {
  ColumnsAnswer,
  CurvesAnswer,
  FrontAnswer,
  ListStream,
  MetricRow,
  OutcomeAnswer,
  ScoresAnswer,
  SessionAnswer,
  StoreEvent,
  StudiesAnswer,
  StudyAnswer,
  StudyRow,
  StudyStream,
  TrialAnswer,
  TrialRow,
  TrialState,
} from 'isoflop/api';

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
export interface Feasibility {
  cardinality: number;
  dimensions: number;
  macs: { min: number; median: number; max: number; deciles: number[]; emptyBands: { from: number; to: number }[] };
  method: string;
  feasibleFraction: number;
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
