import { setImmediate } from 'node:timers/promises';
import { TRIAL_KINDS, TRIAL_STATES } from '@isoflop/results-store';
import type { ColumnsAnswer } from './schema.js';
import type { NumberName, StudyTable } from './table/study-table.js';

const PLAIN = [
  ...(['attempt', 'seed', 'rerunOf', 'macs', 'params', 'activations', 'weightsBytes', 'accuracy', 'loss', 'seconds'] as const),
  ...(['imagesPerSecond', 'epochs', 'plannedEpochs', 'latencyMs'] as const),
] satisfies readonly NumberName[];

/** The last answer of each table: a study that is complete is written once. */
const written = new WeakMap<StudyTable, { readonly cursor: number; readonly text: Promise<string> }>();

/** The JSON of a `ColumnsAnswer`. */
export function columnsText(table: StudyTable): Promise<string> {
  const known = written.get(table);
  if (known !== undefined && known.cursor === table.cursor && table.cursor > 0) return known.text;
  const text = writeColumns(table);
  written.set(table, { cursor: table.cursor, text });
  return text;
}

/** Column by column: others are served in between, since a hundred thousand trials are ten megabytes. */
async function writeColumns(table: StudyTable): Promise<string> {
  // Rows that come while this is written belong to the next answer.
  const { count, cursor, createdAt } = table;
  const parts: string[] = [];
  const add = async <Name extends keyof ColumnsAnswer>(name: Name, value: () => ColumnsAnswer[Name]) => {
    parts.push(`${JSON.stringify(name)}:${JSON.stringify(value())}`);
    await setImmediate();
  };
  const rows = <Value>(value: (index: number) => Value) => Array.from({ length: count }, (_, index) => value(index));
  await add('cursor', () => cursor);
  await add('count', () => count);
  await add('createdAt', () => createdAt);
  await add('kinds', () => [...TRIAL_KINDS]);
  await add('states', () => [...TRIAL_STATES]);
  await add('kind', () => rows((index) => TRIAL_KINDS.indexOf(table.kindAt(index))));
  await add('state', () => rows((index) => TRIAL_STATES.indexOf(table.stateAt(index))));
  for (const name of PLAIN) await add(name, () => table.numbers[name].list(count));
  for (const name of ['startedAt', 'finishedAt'] as const)
    await add(name, () => rows((index) => table.numbers[name].at(index) - createdAt));
  const dimensions: string[] = [];
  for (const [name, column] of table.dimensions) {
    dimensions.push(JSON.stringify({ name, ...column.sorted(count) } satisfies ColumnsAnswer['dimensions'][number]));
    await setImmediate();
  }
  parts.push(`"dimensions":[${dimensions.join(',')}]`);
  await add('labels', () => sparse(table.labels, count));
  await add('parents', () => table.parents.slice(0, count) as number[][]);
  await add('workers', () => table.workers.sorted(count));
  await add('reasons', () => table.reasons.sorted(count));
  return `{${parts.join(',')}}`;
}

function sparse(column: StudyTable['labels'], count: number): Record<string, string> {
  const found: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    const value = column.get(index);
    if (value !== null) found[index + 1] = value;
  }
  return found;
}
