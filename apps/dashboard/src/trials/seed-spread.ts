import { stateOf, type TrialColumns } from './trial-columns.js';

/** Accuracies of one architecture trained with several seeds. */
export interface SeedSpread {
  /** The trials, by row. */
  readonly rows: readonly number[];
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Architectures that were trained alike more than once: mean and range over the seeds, kind by kind, since finalists train for longer. */
export function seedSpreads(columns: TrialColumns): SeedSpread[] {
  const { accuracy } = columns.measures;
  const groups = new Map<number, number[]>();
  for (let row = 0; row < columns.count; row++) {
    if (stateOf(columns, row) !== 'complete' || Number.isNaN(accuracy[row]) || (columns.architecture[row] ?? -1) < 0) continue;
    const key = (columns.architecture[row] ?? 0) * 4 + (columns.kind[row] ?? 0);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].flatMap((rows) => {
    if (rows.length < 2) return [];
    const values = rows.map((row) => accuracy[row] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? [] : [{ rows, mean, low, high }];
  });
}
