import type { Axis } from '../trials/axes.js';
import { groupBy } from '../trials/group-by.js';
import { settingGroup } from '../trials/stage-settings.js';
import { stateOf, type TrialColumns } from '../trials/trial-columns.js';

/** A column of the trial table; it may stand for one setting of every stage. */
export interface Column {
  readonly key: string;
  readonly title: string;
  /** Numbers are set flush right. */
  readonly numeric: boolean;
  readonly axes: readonly Axis[];
  /** Which way a first click sorts: best first. */
  readonly descendingFirst: boolean;
}

/** Shown unless the reader chooses otherwise. */
const SHOWN_FIRST = ['number', 'accuracy', 'macs', 'params', 'latencyMs', 'seconds', 'epochs'];

/** The columns of a study's table: measures, then one per setting that differs, those of all stages in one. */
export function columnsOf(axes: readonly Axis[]): Column[] {
  const groups = groupBy(axes, ({ key, title }) => (key.startsWith('param:') ? `param:${settingGroup(title)}` : key));
  return [...groups].map(([key, members]) => {
    const [first] = members;
    return {
      key,
      title: key.startsWith('param:') ? key.slice('param:'.length) : (first?.title ?? key),
      numeric: members.length === 1 && first?.categories === undefined,
      axes: members,
      descendingFirst: first?.better === 'high',
    };
  });
}

export function isShownFirst({ key }: Column): boolean {
  return key.startsWith('param:') || SHOWN_FIRST.includes(key);
}

/** What stands in a cell; undefined where the trial has no value. */
export function cellText({ axes }: Column, row: number): string | undefined {
  const values = axes.map(({ values: all, format }) => (Number.isNaN(all[row]) ? undefined : format(all[row] ?? 0)));
  if (values.every((value) => value === undefined)) return undefined;
  return values.map((value) => value ?? '–').join(' · ');
}

/** Rows in the order of a column. Those without a value come last in both directions, and equals go by number, as in the store. */
export function sortRows(rows: Int32Array, { axes }: Column, descending: boolean): Int32Array {
  const sign = descending ? -1 : 1;
  return Int32Array.from(rows).sort((a, b) => {
    for (const { values } of axes) {
      const [x, y] = [values[a] ?? Number.NaN, values[b] ?? Number.NaN];
      if (x === y) continue;
      if (Number.isNaN(x) || Number.isNaN(y)) {
        if (Number.isNaN(x) && Number.isNaN(y)) continue;
        return Number.isNaN(x) ? 1 : -1;
      }
      return sign * (x - y);
    }
    return a - b;
  });
}

/** All rows and columns as they are stored. */
export function tableData(columns: TrialColumns, shown: readonly Column[], rows: Int32Array) {
  const axes = shown.flatMap((column) => column.axes);
  return {
    columns: ['state', ...axes.map(({ key, title }) => (key.startsWith('param:') ? title : key)), 'label', 'reason'],
    rows: Array.from(rows, (row) => [
      stateOf(columns, row),
      ...axes.map(({ values, categories }) => {
        const value = values[row] ?? Number.NaN;
        if (Number.isNaN(value)) return null;
        return categories === undefined ? value : (categories[value] ?? null);
      }),
      columns.labels.get(row) ?? null,
      columns.reasons.get(row) ?? null,
    ]),
  };
}
