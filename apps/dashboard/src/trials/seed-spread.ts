import { rowOf, stateOf, type TrialColumns } from './trial-columns.js';

/** Accuracies of one network trained with several seeds. */
export interface SeedSpread {
  /** The trials, by row; the first is the one that the others measure again. */
  readonly rows: readonly number[];
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Networks that were measured again: mean and range, kind by kind, since finalists train for longer. */
export function seedSpreads(columns: TrialColumns): SeedSpread[] {
  const { accuracy } = columns.measures;
  const groups = new Map<string, number[]>();
  for (const [again, of] of columns.rerunOf) {
    const first = rowOf(columns, of);
    if (first === undefined) continue;
    const key = `${first} ${columns.kind[again]}`;
    groups.set(key, [...(groups.get(key) ?? (columns.kind[again] === columns.kind[first] ? [first] : [])), again]);
  }
  return [...groups.values()].flatMap((group) => {
    const rows = group.filter((row) => stateOf(columns, row) === 'complete' && !Number.isNaN(accuracy[row]));
    if (rows.length < 2) return [];
    const values = rows.map((row) => accuracy[row] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? [] : [{ rows, mean, low, high }];
  });
}
