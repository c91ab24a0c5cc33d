import type { ColumnsAnswer, TrialRow } from '../api/answers.js';
import { MEASURES, type Measure, type SettingColumn, TRIAL_KINDS, TRIAL_STATES, type TrialColumns } from './trial-columns.js';

const missing = (value: number | null | undefined) => value ?? Number.NaN;

/** Numbers with NaN for what is missing. A loop, since `Float64Array.from` with a function takes ten times as long. */
function numbers(values: readonly (number | null)[], of?: (value: number) => number): Float64Array {
  const array = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    array[i] = value === null || value === undefined ? Number.NaN : of === undefined ? value : of(value);
  }
  return array;
}

/** The server's compact answer as columns. */
export function columnsOfAnswer(answer: ColumnsAnswer): TrialColumns {
  const { count, createdAt } = answer;
  const measures = Object.fromEntries(
    MEASURES.map((measure) => {
      if (measure === 'number') return [measure, Float64Array.from({ length: count }, (_, row) => row + 1)];
      if (measure === 'startedAt' || measure === 'finishedAt') return [measure, numbers(answer[measure], (offset) => offset + createdAt)];
      return [measure, numbers(answer[measure])];
    }),
  ) as Record<Measure, Float64Array>;
  const kindCodes = answer.kinds.map((kind) => TRIAL_KINDS.indexOf(kind));
  const stateCodes = answer.states.map((state) => TRIAL_STATES.indexOf(state));
  return {
    count,
    measures,
    kind: coded(answer.kind, kindCodes),
    state: coded(answer.state, stateCodes),
    settings: answer.dimensions.map(settingOfDimension),
    labels: byRow(answer.labels),
    reasons: reasonsByRow(answer.reasons),
    rerunOf: present(answer.rerunOf),
    worker: settingOfDimension({ name: 'worker', ...answer.workers }),
    parents: answer.parents,
  };
}

function coded(codes: readonly number[], meanings: readonly number[]): Uint8Array {
  const array = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) array[i] = meanings[codes[i] ?? 0] ?? 0;
  return array;
}

function present(values: readonly (number | null)[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const [row, value] of values.entries()) if (value !== null) found.set(row, value);
  return found;
}

function byRow(texts: Readonly<Record<string, string>>): Map<number, string> {
  return new Map(Object.entries(texts).map(([number, text]) => [Number(number) - 1, text]));
}

function reasonsByRow({ values, codes }: ColumnsAnswer['reasons']): Map<number, string> {
  const reasons = new Map<number, string>();
  for (const [row, code] of codes.entries()) if (code !== null) reasons.set(row, values[code] ?? '');
  return reasons;
}

function settingOfDimension({ name, values, codes }: ColumnsAnswer['dimensions'][number]): SettingColumn {
  if (values.every((value) => typeof value === 'number')) {
    return { name, values: numbers(codes, (code) => values[code] ?? Number.NaN) };
  }
  // In one order for all settings, so that the same choices of neighbouring axes stand side by side.
  const texts = values.map(textOf);
  const categories = [...texts].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return { name, categories, values: numbers(codes, (code) => categories.indexOf(texts[code] ?? '')) };
}

/** Columns with some trials put in place of what was known of them, or added. The old columns stay as they are. */
export function withRows(columns: TrialColumns, rows: readonly TrialRow[]): TrialColumns {
  const count = rows.reduce((most, { number }) => Math.max(most, number), columns.count);
  const measures = Object.fromEntries(
    MEASURES.map((measure) => {
      const values = grown(columns.measures[measure], count, Number.NaN);
      for (const row of rows) values[row.number - 1] = missing(measured(row, measure));
      return [measure, values];
    }),
  ) as Record<Measure, Float64Array>;
  const [kind, state] = [new Uint8Array(count), new Uint8Array(count)];
  kind.set(columns.kind);
  state.set(columns.state);
  const [labels, reasons, rerunOf] = [new Map(columns.labels), new Map(columns.reasons), new Map(columns.rerunOf)];
  for (const row of rows) {
    const at = row.number - 1;
    kind[at] = TRIAL_KINDS.indexOf(row.kind);
    state[at] = TRIAL_STATES.indexOf(row.state);
    if (row.label !== null) labels.set(at, row.label);
    if (row.reason === null) reasons.delete(at);
    else reasons.set(at, row.reason);
    if (row.rerunOf !== null) rerunOf.set(at, row.rerunOf);
  }
  const parents = [...columns.parents];
  for (const row of rows) parents[row.number - 1] = row.parents;
  const ran = rows.map(({ number, worker }) => ({ row: number - 1, value: worker }));
  return {
    ...{ count, measures, kind, state, labels, reasons, rerunOf, parents },
    settings: grownSettings(columns.settings, rows, count),
    worker: withValues(columns.worker, ran, count),
  };
}

function measured(row: TrialRow, measure: Measure): number | null {
  switch (measure) {
    case 'macs':
    case 'params':
    case 'activations':
    case 'weightsBytes':
      return row.cost[measure];
    default:
      return row[measure];
  }
}

function grown(values: Float64Array, count: number, fill: number): Float64Array {
  const longer = new Float64Array(count).fill(fill, values.length);
  longer.set(values);
  return longer;
}

function grownSettings(settings: readonly SettingColumn[], rows: readonly TrialRow[], count: number): SettingColumn[] {
  const names = new Set([...settings.map(({ name }) => name), ...rows.flatMap(({ params }) => Object.keys(params))]);
  return [...names].map((name) => {
    const known = settings.find((setting) => setting.name === name);
    const given = rows.map(({ number, params }) => ({ row: number - 1, value: params[name] }));
    return withValues(known ?? { name, values: new Float64Array(0) }, given, count);
  });
}

/** Numbers stay numbers; where one value is something else, all become categories, new ones after those there. */
function withValues(
  { name, values: before, categories: known }: SettingColumn,
  given: readonly { row: number; value: unknown }[],
  count: number,
): SettingColumn {
  const values = grown(before, count, Number.NaN);
  const isNumber = (value: unknown) => typeof value === 'number' || value === undefined || value === null;
  if (known === undefined && given.every(({ value }) => isNumber(value))) {
    for (const { row, value } of given) values[row] = typeof value === 'number' ? value : Number.NaN;
    return { name, values };
  }
  const categories = [...(known ?? distinct(before))];
  if (known === undefined)
    for (const [row, value] of before.entries()) values[row] = Number.isNaN(value) ? value : categories.indexOf(textOf(value));
  for (const { row, value } of given) {
    const text = value === undefined || value === null ? undefined : textOf(value);
    if (text !== undefined && !categories.includes(text)) categories.push(text);
    values[row] = text === undefined ? Number.NaN : categories.indexOf(text);
  }
  return { name, values, categories };
}

function distinct(values: Float64Array): string[] {
  return [...new Set(values)]
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b)
    .map(textOf);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const NO_TRIALS: TrialColumns = {
  count: 0,
  measures: Object.fromEntries(MEASURES.map((measure) => [measure, new Float64Array(0)])) as Record<Measure, Float64Array>,
  kind: new Uint8Array(0),
  state: new Uint8Array(0),
  settings: [],
  labels: new Map(),
  reasons: new Map(),
  rerunOf: new Map(),
  worker: { name: 'worker', values: new Float64Array(0) },
  parents: [],
};

/** Rows of any number and order as columns. */
export function columnsOfRows(rows: readonly TrialRow[]): TrialColumns {
  return withRows(NO_TRIALS, rows);
}
