import type { TrialRow } from 'isoflop/api';
import { formatSetting, settingsOf } from '../format/configuration.js';
import { formatCount, formatPercent, formatSeconds } from '../format/numbers.js';

export type Cell = string | number | null;

export interface Column {
  readonly key: string;
  readonly title: string;
  /** Numbers are set flush right. */
  readonly numeric: boolean;
  /** What the column is sorted by; null where the trial has no value. */
  readonly value: (trial: TrialRow) => Cell;
  readonly format: (value: Exclude<Cell, null>) => string;
  /** Which way a first click sorts: best first. */
  readonly firstDirection: 'ascending' | 'descending';
}

const measured = (key: string, title: string, value: Column['value'], format: (value: number) => string, descending = false): Column => ({
  key,
  title,
  numeric: true,
  value,
  format: (cell) => format(Number(cell)),
  firstDirection: descending ? 'descending' : 'ascending',
});

const FIXED_COLUMNS: readonly Column[] = [
  measured('number', 'Trial', (trial) => trial.number, String),
  { key: 'state', title: 'State', numeric: false, value: (trial) => trial.state, format: String, firstDirection: 'ascending' },
  measured('accuracy', 'Accuracy', (trial) => trial.accuracy, formatPercent, true),
  measured('macs', 'MACs', (trial) => trial.cost.macs, formatCount),
  measured('params', 'Parameters', (trial) => trial.cost.params, formatCount),
  measured('seconds', 'Time', (trial) => trial.seconds, formatSeconds),
];

/**
 * The columns of a study's table: the fixed ones, then one per setting that differs between trials, in the order in which settings
 * first appear.
 */
export function columnsOf(trials: readonly TrialRow[]): Column[] {
  const settings = new Map(trials.map((trial) => [trial, new Map(settingsOf(trial.params))]));
  const names = new Set([...settings.values()].flatMap((setting) => [...setting.keys()]));
  const valuesOf = (name: string) => [...settings.values()].map((setting) => setting.get(name));
  return [
    ...FIXED_COLUMNS,
    ...[...names].filter((name) => new Set(valuesOf(name)).size > 1).map((name) => settingColumn(name, valuesOf(name))),
  ];
}

function settingColumn(name: string, values: readonly (number | string | undefined)[]): Column {
  return {
    key: `setting:${name}`,
    title: name,
    numeric: values.every((value) => typeof value !== 'string'),
    value: (trial) => settingsOf(trial.params).find((setting) => setting[0] === name)?.[1] ?? null,
    format: formatSetting,
    firstDirection: 'ascending',
  };
}
