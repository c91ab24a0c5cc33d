import type { Space } from 'hyperopt-js';

/** A benchmark: everything is minimised, constraints hold where <= 0. */
export interface Problem {
  readonly key: string;
  readonly space: Space;
  readonly objectives: number;
  readonly budgets: readonly number[];
  evaluate(params: Params): { values: number[]; constraints?: number[] };
  /** Whether evaluations return constraints. */
  readonly constrained?: boolean;
  /** Single objective: the lowest value there is. */
  readonly optimum?: number;
  /** Several: reference points and the hypervolume of the true front below each. */
  readonly references?: Readonly<Record<'nhv' | 'nhv_tight', { point: number[]; volume: number }>>;
}

/** Params as evaluations read them. */
// biome-ignore lint/suspicious/noExplicitAny: one list holds problems of many spaces.
export type Params = Record<string, any>;
