import { formatSetting } from '../format/configuration.js';
import { formatBytes, formatCount, formatMilliseconds, formatPercent, formatSeconds } from '../format/numbers.js';
import { formatClock } from '../format/times.js';
import { type Measure, type SettingColumn, TRIAL_KINDS, TRIAL_STATES, type TrialColumns } from './trial-columns.js';

/** Something that every trial has a value of and a plot can use as an axis, a colour or a column. */
export interface Axis {
  /** `macs`, `accuracy`, …; `param:NAME` for a setting. */
  readonly key: string;
  readonly title: string;
  /** By row; NaN where a trial has none. Categories are whole numbers from 0. */
  readonly values: Float64Array;
  readonly categories?: readonly string[];
  readonly format: (value: number) => string;
  /** Whether a logarithmic scale makes sense. */
  readonly log: boolean;
  readonly better?: 'high' | 'low';
}

interface MeasureFacts {
  readonly title: string;
  readonly format: (value: number) => string;
  readonly log?: true;
  readonly better?: 'high' | 'low';
}

const FACTS: Readonly<Record<Measure, MeasureFacts>> = {
  number: { title: 'Trial', format: String },
  accuracy: { title: 'Accuracy', format: formatPercent, better: 'high' },
  loss: { title: 'Loss', format: formatSetting, log: true, better: 'low' },
  macs: { title: 'MACs', format: formatCount, log: true, better: 'low' },
  params: { title: 'Parameters', format: formatCount, log: true, better: 'low' },
  activations: { title: 'Activations', format: formatCount, log: true, better: 'low' },
  weightsBytes: { title: 'Weights', format: formatBytes, log: true, better: 'low' },
  latencyMs: { title: 'Latency', format: formatMilliseconds, log: true, better: 'low' },
  seconds: { title: 'Training time', format: formatSeconds, log: true, better: 'low' },
  imagesPerSecond: { title: 'Images/s', format: formatCount, log: true, better: 'high' },
  epochs: { title: 'Epochs', format: String, log: true },
  startedAt: { title: 'Started', format: formatClock },
  finishedAt: { title: 'Finished', format: formatClock },
};

/** The costs that a front can be drawn against. */
export const COST_KEYS = ['macs', 'params', 'activations', 'latencyMs', 'weightsBytes'] as const satisfies readonly Measure[];
export type CostKey = (typeof COST_KEYS)[number];

export function measureAxis({ measures }: TrialColumns, key: Measure): Axis {
  const { title, format, log, better } = FACTS[key];
  return { key, title, format, values: measures[key], log: log === true, ...(better === undefined ? {} : { better }) };
}

/** Every axis of a study: measures that some trial has, who ran it where that differs, then the settings that do. */
export function axesOf(columns: TrialColumns): Axis[] {
  const measures = (Object.keys(FACTS) as Measure[])
    .map((key) => measureAxis(columns, key))
    .filter((axis) => axis.key === 'number' || axis.values.some((value) => !Number.isNaN(value)));
  const workers = varies(columns.worker.values) ? [{ ...settingAxis(columns.worker), key: 'worker', title: 'Worker', log: false }] : [];
  const space = columns.settings.map((setting) => settingAxis(ofTheSpace(columns, setting)));
  return [...measures, ...workers, ...space.filter(({ values }) => varies(values, columns.kind))];
}

const BASELINE = TRIAL_KINDS.indexOf('baseline');

/** Without baselines: the factors that they were scaled by have the names of settings, and are no points of the space. */
function ofTheSpace({ kind }: TrialColumns, setting: SettingColumn): SettingColumn {
  if (!kind.includes(BASELINE)) return setting;
  return { ...setting, values: setting.values.map((value, row) => (kind[row] === BASELINE ? Number.NaN : value)) };
}

export function settingAxis({ name, values, categories }: SettingColumn): Axis {
  const format = categories === undefined ? formatSetting : (value: number) => categories[value] ?? '–';
  const positive = categories === undefined && values.every((value) => Number.isNaN(value) || value > 0);
  return { key: `param:${name}`, title: name, values, format, log: positive, ...(categories === undefined ? {} : { categories }) };
}

/** Trials by state, for colours. */
export function stateAxis({ state }: TrialColumns): Axis {
  return {
    key: 'state',
    title: 'State',
    values: Float64Array.from(state),
    categories: TRIAL_STATES,
    format: (value) => TRIAL_STATES[value] ?? '–',
    log: false,
  };
}

/** The least and the greatest value; undefined where there is none. */
export function extentOf(values: Float64Array, rows?: ArrayLike<number>): readonly [number, number] | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const count = rows?.length ?? values.length;
  for (let i = 0; i < count; i++) {
    const value = values[rows === undefined ? i : (rows[i] ?? 0)] ?? Number.NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** Whether trials differ in a value; baselines do not count where kinds are given. */
function varies(values: Float64Array, kind?: Uint8Array): boolean {
  const counts = (row: number) => kind?.[row] !== BASELINE;
  const first = values.find((_, row) => counts(row));
  return values.some((value, row) => counts(row) && !Object.is(value, first));
}
