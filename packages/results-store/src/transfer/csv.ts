import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import type { Trial } from '../records/trial.js';
import type { ResultsStore } from '../store.js';
import { type ReadOptions, trialsOf } from './json-lines.js';
import { firstIssue, trialSchema } from './line-schemas.js';
import { StudyRestorer } from './study-restorer.js';
import { TransferError } from './transfer-error.js';
import { eventsOf } from './trial-events.js';

/** Cells: text as it is, numbers in decimal, what has parts as JSON, and nothing for null. `architecture` is there once per hash. */
const TEXTS = ['kind', 'label', 'state', 'worker', 'architectureHash', 'reason', 'logTail'] as const;
const NUMBERS = [
  'number',
  'attempt',
  'rerunOf',
  'plannedEpochs',
  'seed',
  'accuracy',
  'loss',
  'seconds',
  'imagesPerSecond',
  'createdAt',
  'startedAt',
  'finishedAt',
] as const;
const COSTS = ['macs', 'params', 'activations', 'weightsBytes'] as const;
const PARTS = ['configuration', 'parents', 'facts', 'architecture'] as const;
const COLUMNS = [
  ...(['number', 'kind', 'label', 'state', 'attempt', 'accuracy', 'loss', 'seconds', 'imagesPerSecond'] as const),
  ...COSTS,
  ...([
    'seed',
    'reason',
    'configuration',
    'createdAt',
    'startedAt',
    'finishedAt',
    'facts',
    'logTail',
    'architectureHash',
    'architecture',
    'rerunOf',
    'worker',
    'plannedEpochs',
    'parents',
  ] as const),
];
/** Earlier versions wrote none. */
const OPTIONAL: readonly string[] = ['rerunOf', 'worker', 'plannedEpochs', 'parents'];

type Row = Readonly<Record<string, string>>;

/** The trials of a study as CSV (RFC 4180), a line with its line end at a time: the table without metrics, artifacts and history. */
export async function* writeStudyCsv(store: ResultsStore, study: string): AsyncGenerator<string> {
  yield stringify([[...COLUMNS]]);
  const written = new Set<string>();
  for await (const trial of trialsOf(store, study)) {
    const first = !written.has(trial.architectureHash);
    written.add(trial.architectureHash);
    const architecture = first ? await store.architecture(trial.architectureHash) : undefined;
    const parents = trial.parents.length === 0 ? null : trial.parents;
    const cells = { ...trial, ...trial.cost, configuration: trial.params, parents, architecture } as Record<string, unknown>;
    yield stringify([COLUMNS.map((column) => cellOf(cells[column]))]);
  }
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Restores a study from what `writeStudyCsv` wrote, under the name given, with the shortest history that fits. Throws TransferError with the line's number
 * for the first row that breaks a rule; what was read until then is removed again.
 */
export async function readStudyCsv(
  store: ResultsStore,
  chunks: AsyncIterable<string> | Iterable<string>,
  { source, name }: ReadOptions & { readonly name: string },
): Promise<string> {
  const restorer = new StudyRestorer(store);
  try {
    await restorer.begin(
      { type: 'study', format: 'isoflop-study/1', name, spec: { importedFrom: source }, state: 'complete', createdAt: 0 },
      Error,
    );
    const parser = Readable.from(chunks).pipe(parse({ columns: checkedHeading(source), info: true, bom: true }));
    for await (const { record, info } of parser as AsyncIterable<{ record: Row; info: { lines: number } }>) {
      await addRow(restorer, record, (rule) =>
        TransferError.atLine(source, info.lines, rule, 'correct the row, or export the study again'),
      );
    }
    return await restorer.finish();
  } catch (error) {
    await restorer.abandon();
    if (error instanceof CsvError) throw TransferError.atLine(source, Number(error.lines ?? 0), error.message, 'correct the row');
    throw error;
  }
}

function checkedHeading(source: string) {
  return (heading: string[]): string[] => {
    const missing = COLUMNS.filter((column) => !heading.includes(column) && !OPTIONAL.includes(column));
    if (missing.length === 0) return heading;
    throw TransferError.atLine(source, 1, `the heading lacks ${missing.join(', ')}`, 'give what isoflop store export --format csv wrote');
  };
}

async function addRow(restorer: StudyRestorer, row: Row, refuse: (rule: string) => Error): Promise<void> {
  const cells: Record<string, unknown> = {};
  for (const column of TEXTS) cells[column] = (row[column] ?? '') === '' ? null : row[column];
  for (const column of [...NUMBERS, ...COSTS]) cells[column] = (row[column] ?? '') === '' ? null : Number(row[column]);
  for (const column of PARTS) cells[column] = (row[column] ?? '') === '' ? null : parsedCell(column, row[column]!, refuse);
  const { configuration, parents, architecture, macs, params, activations, weightsBytes, ...rest } = cells;
  const parsed = trialSchema.safeParse({
    ...rest,
    parents: parents ?? [],
    params: configuration,
    cost: { macs, params, activations, weightsBytes },
  });
  if (!parsed.success) throw refuse(firstIssue(parsed.error));
  const trial = parsed.data;
  if (architecture !== null)
    await restorer.add({ type: 'architecture', hash: trial.architectureHash, architecture: architecture as never }, refuse);
  await restorer.add({ type: 'trial', trial, metrics: [], artifacts: [] }, refuse);
  for (const event of eventsOf(trial as Omit<Trial, 'id' | 'study'>)) await restorer.add({ type: 'event', ...event } as never, refuse);
}

function parsedCell(column: string, text: string, refuse: (rule: string) => Error): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(`${column}: is not JSON: ${(error as Error).message}`);
  }
}
