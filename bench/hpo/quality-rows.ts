import { readFileSync } from 'node:fs';

/** One row of `hpo-quality/1`: what a sampler reached on a problem over n seeds. */
export interface QualityRow {
  readonly version: string;
  readonly problem: string;
  readonly kind: 'single' | 'multi';
  readonly constrained: boolean;
  readonly sampler: string;
  readonly metric: string;
  readonly budget: number;
  readonly n: number;
  readonly mean: number;
  readonly std: number;
  readonly standardError: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Statistics of one value per seed. */
export function summary(list: readonly number[]): Pick<QualityRow, 'n' | 'mean' | 'std' | 'standardError' | 'median' | 'min' | 'max'> {
  const ordered = [...list].sort((a, b) => a - b);
  const n = list.length;
  const mean = list.reduce((sum, value) => sum + value, 0) / n;
  const std = Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1));
  const median = (ordered[(n - 1) >> 1]! + ordered[n >> 1]!) / 2;
  return { n, mean, std, standardError: std / Math.sqrt(n), median, min: ordered[0]!, max: ordered.at(-1)! };
}

const baseline = JSON.parse(readFileSync(new URL('./optuna-best.json', import.meta.url), 'utf8')) as { results: QualityRow[] };

/** The best Optuna sampler's row for the same problem, metric and budget. */
export function bestOfBaseline(row: QualityRow): QualityRow | undefined {
  return baseline.results.find((other) => other.problem === row.problem && other.metric === row.metric && other.budget === row.budget);
}
