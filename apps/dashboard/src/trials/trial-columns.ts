import type { TrialRow } from '../api/answers.js';

export const TRIAL_KINDS = ['search', 'baseline', 'finalist'] as const satisfies readonly TrialRow['kind'][];
export const TRIAL_STATES = ['queued', 'running', 'complete', 'pruned', 'failed'] as const satisfies readonly TrialRow['state'][];

/** What is measured or counted of every trial, in the units of the API. */
export const MEASURES = [
  'number',
  'accuracy',
  'loss',
  'macs',
  'params',
  'activations',
  'weightsBytes',
  'latencyMs',
  'seconds',
  'imagesPerSecond',
  'epochs',
  'startedAt',
  'finishedAt',
] as const;
export type Measure = (typeof MEASURES)[number];

/** One setting of the search space in every trial: numbers, or codes of categories; NaN where a trial lacks it. */
export interface SettingColumn {
  readonly name: string;
  readonly values: Float64Array;
  /** What the codes mean; missing for numbers. */
  readonly categories?: readonly string[];
}

/**
 * All trials of a study column by column, by number: a hundred thousand of them are a few arrays, which views filter, sort and draw without
 * making an object per trial.
 */
export interface TrialColumns {
  readonly count: number;
  readonly measures: Readonly<Record<Measure, Float64Array>>;
  /** Indices into `TRIAL_KINDS` and `TRIAL_STATES`. */
  readonly kind: Uint8Array;
  readonly state: Uint8Array;
  readonly settings: readonly SettingColumn[];
  readonly labels: ReadonlyMap<number, string>;
  readonly reasons: ReadonlyMap<number, string>;
  /** By row, the number of the trial that it measures again. */
  readonly rerunOf: ReadonlyMap<number, number>;
  /** Who ran the trials, as far as that is known. */
  readonly worker: SettingColumn;
  /** By row, numbers of the trials that it was made of; nothing for one that was not bred. */
  readonly parents: readonly (readonly number[])[];
}

/** Where a trial is in the columns; undefined for a number that is not there. Numbers have no gaps, so the search is one look. */
export function rowOf({ measures: { number }, count }: TrialColumns, trial: number): number | undefined {
  if (number[trial - 1] === trial) return trial - 1;
  let [low, high] = [0, count - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = number[middle] ?? 0;
    if (found === trial) return middle;
    if (found < trial) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

export function numberOf({ measures }: TrialColumns, row: number): number {
  return measures.number[row] ?? 0;
}

export function stateOf({ state }: TrialColumns, row: number): TrialRow['state'] {
  return TRIAL_STATES[state[row] ?? 0] ?? 'queued';
}

export function kindOf({ kind }: TrialColumns, row: number): TrialRow['kind'] {
  return TRIAL_KINDS[kind[row] ?? 0] ?? 'search';
}

/** A name for people: the baseline's label, or the number. */
export function nameOf(columns: TrialColumns, row: number): string {
  const label = columns.labels.get(row);
  return `Trial ${numberOf(columns, row)}${label === undefined ? '' : `, ${label}`}`;
}

/** The settings of one trial, in the order of the space; what it lacks is left out. */
export function paramsOf({ settings }: TrialColumns, row: number): Record<string, number | string> {
  const params: Record<string, number | string> = {};
  for (const { name, values, categories } of settings) {
    const value = values[row] ?? Number.NaN;
    if (!Number.isNaN(value)) params[name] = categories === undefined ? value : (categories[value] ?? '');
  }
  return params;
}
