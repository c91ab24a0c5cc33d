import { readFile } from 'node:fs/promises';
import type { Params } from '@isoflop/search-space';
import { z } from 'zod';
import { StudyError } from '../errors.js';
import { EvaluationError, type Evaluator } from './evaluator.js';

const entrySchema = z.looseObject({ mean_acc: z.number().min(0).max(100) });
/** As NAS-Bench-Macro publishes it (Su et al. 2021): an object from architecture string to an entry with `mean_acc` in percent. */
const byKeySchema = z.record(z.string(), entrySchema);
/** The same as a table: names of columns, then rows. */
const rowsSchema = z.looseObject({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number()]))).min(1),
});

/**
 * Looks accuracies up in a file of trained networks instead of training: a whole search runs in seconds. `keyOf` gives the
 * name of a point in it. Throws `StudyError` where the file is no such table.
 */
export async function tableEvaluator(file: string, keyOf: (params: Params) => string): Promise<Evaluator> {
  const accuracies = accuraciesOf(await parse(file), file);
  return async (subject) => {
    const key = keyOf(subject.params as Params);
    const accuracy = accuracies.get(key);
    if (accuracy === undefined) throw new EvaluationError(`not-in-table: ${file} has no network ${key}`, '');
    return { accuracy, facts: { evaluator: 'table', file, key }, artifacts: [] };
  };
}

async function parse(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const problem = error instanceof SyntaxError ? error.message : (error as NodeJS.ErrnoException).code;
    throw new StudyError(`evaluator.file: ${file} must be a JSON file, got ${problem}; give a table such as NAS-Bench-Macro's`);
  }
}

function accuraciesOf(table: unknown, file: string): ReadonlyMap<string, number> {
  const rows = rowsSchema.safeParse(table);
  if (rows.success) return accuraciesOfRows(rows.data, file);
  const entries = byKeySchema.safeParse(table);
  if (!entries.success) {
    const { path, message } = entries.error.issues[0];
    throw new StudyError(
      `evaluator.file: ${file} must map each network to an entry with mean_acc in percent, or have columns and rows; at ${path.join('.') || 'the top'}: ${message}`,
    );
  }
  return new Map(Object.entries(entries.data).map(([key, entry]) => [key, entry.mean_acc / 100]));
}

function accuraciesOfRows({ columns, rows }: z.infer<typeof rowsSchema>, file: string): ReadonlyMap<string, number> {
  const [key, accuracy] = ['arch', 'mean_acc'].map((name) => columns.indexOf(name));
  if (key < 0 || accuracy < 0) {
    throw new StudyError(`evaluator.file: ${file} must have columns arch and mean_acc, got ${columns.join(', ')}; name them so`);
  }
  return new Map(
    rows.map((row, index) => {
      const value = row[accuracy];
      if (typeof value !== 'number' || !(value >= 0 && value <= 100)) {
        throw new StudyError(
          `evaluator.file: ${file}, rows.${index}: mean_acc must be a percentage from 0 to 100, got ${value}; correct the row`,
        );
      }
      return [String(row[key]), value / 100];
    }),
  );
}
