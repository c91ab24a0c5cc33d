import type { Point } from '../../space/compiled-space.js';
import type { Observation } from '../../trial.js';

/** A finished trial that a model can learn from. */
export interface Row {
  readonly point: Point;
  /** The point with the places of its known losses appended: what models are of. */
  readonly extended: Point;
  readonly losses: readonly number[];
  readonly constraints: readonly number[];
  readonly violation: number;
}

/** The row of a complete trial; of a pruned one with its last report, which is on the bad side; none of a failed one. */
export function rowsOf(
  { state, point, losses, constraints, violation, reports }: Observation,
  objectives: number,
): Omit<Row, 'extended'>[] {
  if (state === 'complete') return [{ point, losses, constraints, violation }];
  const last = reports.at(-1);
  if (state !== 'pruned' || last?.losses.length !== objectives) return [];
  return [{ point, losses: last.losses, constraints, violation }];
}
