import { formatSetting } from '../format/configuration.js';
import type { Axis } from '../trials/axes.js';
import { kindOf, stateOf, type TrialColumns } from '../trials/trial-columns.js';

/** What a typed filter means, or what is wrong with it. */
export type Filter = { readonly test: (row: number) => boolean } | { readonly problem: string };

const CONDITION = /^([\w.:-]+)\s*(>=|<=|!=|>|<|=)\s*(\S+)$/;
const SUFFIXES: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, '%': 0.01 };

/**
 * Conditions on columns joined by `and`, such as `accuracy > 85% and macs <= 2M and state = complete`; any other word must occur in the
 * trial's label, reason, state or kind.
 */
export function parseFilter(text: string, columns: TrialColumns, axes: readonly Axis[]): Filter {
  const tests: ((row: number) => boolean)[] = [];
  for (const part of text.split(/\s+and\s+|\s*,\s*/i).map((piece) => piece.trim())) {
    if (part === '') continue;
    const condition = CONDITION.exec(part);
    if (condition === null) {
      const word = part.toLowerCase();
      tests.push((row) => wordsOf(columns, row).includes(word));
      continue;
    }
    const [, name = '', operator = '=', value = ''] = condition;
    const test = conditionOf(name, operator, value, columns, axes);
    if (typeof test === 'string') return { problem: test };
    tests.push(test);
  }
  return { test: (row) => tests.every((test) => test(row)) };
}

function conditionOf(
  name: string,
  operator: string,
  value: string,
  columns: TrialColumns,
  axes: readonly Axis[],
): string | ((row: number) => boolean) {
  if (name === 'state' || name === 'kind') {
    const of = name === 'state' ? stateOf : kindOf;
    return (row) => (of(columns, row) === value) === (operator !== '!=');
  }
  const axis = axes.find(({ key, title }) => key === name || title.toLowerCase() === name.toLowerCase());
  if (axis === undefined)
    return `“${name}” is no column; there are state, kind, ${axes.map(({ key, title }) => (key.startsWith('param:') ? title : key)).join(', ')}`;
  const { values, categories } = axis;
  if (categories !== undefined) return (row) => ((categories[values[row] ?? 0] ?? '') === value) === (operator !== '!=');
  const number = parseNumber(value);
  if (number === undefined) return `“${value}” is no number; write 0.85, 85% or 2M`;
  return (row) => compare(values[row] ?? Number.NaN, operator, number);
}

function parseNumber(text: string): number | undefined {
  const match = /^(-?[\d.]+(?:e-?\d+)?)([kMG%]?)$/.exec(text);
  const number = Number(match?.[1]) * (SUFFIXES[match?.[2] ?? ''] ?? 1);
  return match === null || Number.isNaN(number) ? undefined : number;
}

function compare(value: number, operator: string, other: number): boolean {
  switch (operator) {
    case '>':
      return value > other;
    case '<':
      return value < other;
    case '>=':
      return value >= other;
    case '<=':
      return value <= other;
    case '!=':
      return formatSetting(value) !== formatSetting(other);
    default:
      return value === other;
  }
}

function wordsOf(columns: TrialColumns, row: number): string {
  return [stateOf(columns, row), kindOf(columns, row), columns.labels.get(row), columns.reasons.get(row)].join(' ').toLowerCase();
}
